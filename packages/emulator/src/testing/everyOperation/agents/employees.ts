import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import { failure, until } from '../../world.ts';
import type { Entries, Stage } from '../Stage.ts';

/** The operations on agents. */
export const employees: Entries<typeof contract.employees> = {
  async hire({ id, owner: { employees } }) {
    const spec = { role: 'writer', skills: ['git'], env: { A: '1' }, systemPrompt: 'Be brief.' };
    const hired = await employees.hire(id, { name: 'bo', ...spec });
    expect(hired).toMatchObject({ name: 'bo', ...spec, status: { phase: 'provisioning', ready: false } });
    expect(await employees.get(id, 'bo')).toMatchObject({ name: 'bo', ...spec });
  },

  async list({ id, owner: { employees } }) {
    await employees.hire(id, { name: 'bo' });
    expect((await employees.list(id)).map(({ name }) => name)).toEqual(['aria', 'bo']);
  },

  async get({ id, owner: { employees } }) {
    const [aria] = await employees.list(id);
    expect(await employees.get(id, 'aria')).toEqual(aria);
  },

  async update({ id, owner: { employees } }) {
    const changed = await employees.update(id, 'aria', { role: 'writer', channels: { xmtp: true } });
    expect(changed).toMatchObject({ role: 'writer', channels: { xmtp: true } });
    expect(await employees.get(id, 'aria')).toEqual(changed);
  },

  async delete({ id, owner: { employees } }) {
    await employees.delete(id, 'aria');
    expect(await employees.list(id)).toEqual([]);
  },

  async logs({ id, owner: { employees }, aria }) {
    await aria.employees.logStatusEvent(id, 'aria', { type: 'note', message: 'tuned in' });
    expect((await employees.logs(id, 'aria', { tail: 1 })).logs).toMatch(/note: tuned in\n$/);
  },

  async activity({ id, owner: { employees }, aria }) {
    await aria.employees.logStatusEvent(id, 'aria', { type: 'note', message: 'tuned in' });
    const entries = await employees.activity(id, 'aria', { category: 'lifecycle', limit: 1 });
    expect(entries).toMatchObject([{ category: 'lifecycle', type: 'note', summary: 'tuned in' }]);
  },

  async presence({ id, owner: { employees }, pass }) {
    expect(await employees.presence(id, 'aria')).toMatchObject({ online: true });
    pass(120_000);
    expect(await employees.presence(id, 'aria')).toMatchObject({ online: false });
  },

  async lastError({ id, owner: { employees }, aria }) {
    expect(await employees.lastError(id, 'aria')).toEqual({});
    await aria.callbacks.podEvent(id, { type: 'error', payload: { message: 'disk full' } });
    expect(await employees.lastError(id, 'aria')).toMatchObject({ error: 'disk full' });
  },

  async action({ id, owner: { employees, backups } }) {
    const made = await employees.action(id, 'aria', { action: 'backup' });
    expect(made).toMatchObject({ ok: true, action: 'backup' });
    const { backup_id } = made as { backup_id: string };
    expect(await backups.get(id, backup_id)).toMatchObject({ employee_name: 'aria' });
  },

  async promote({ id, owner: { employees } }) {
    const better = { modelTier: 'opus', modelProvider: 'bedrock' };
    const promoted = employees.promote(id, 'aria', { modelTier: 'opus', provider: 'bedrock' });
    expect(await promoted).toMatchObject(better);
    expect(await employees.get(id, 'aria')).toMatchObject(better);
  },

  async setSkills({ id, owner: { employees }, aria }) {
    await employees.setSkills(id, 'aria', { add: ['git', 'sql'] });
    expect((await employees.setSkills(id, 'aria', { remove: ['git'] })).skills).toEqual(['sql']);
    expect(await aria.capabilities.self(id)).toMatchObject({ skills: ['sql'] });
  },

  async logStatusEvent({ id, owner: { employees }, aria }) {
    await aria.employees.logStatusEvent(id, 'aria', { type: 'error', message: 'out of memory' });
    expect(await employees.lastError(id, 'aria')).toMatchObject({ error: 'out of memory' });
  },

  async archive({ id, owner: { employees } }) {
    await employees.archive(id, 'aria');
    expect(await employees.list(id)).toEqual([]);
    expect((await employees.get(id, 'aria')).status.phase).toBe('archived');
  },

  async restore(stage) {
    await stage.owner.employees.archive(stage.id, 'aria');
    await stage.owner.employees.restore(stage.id, 'aria');
    await ready(stage);
  },

  async rotateCredentials({ id, owner: { employees }, aria, world }) {
    await employees.rotateCredentials(id, 'aria');
    expect(await failure(aria.offices.list())).toMatchObject({ status: 401 });
    expect(await world.as(id, 'aria').offices.list()).toHaveLength(1);
  },

  async lifecycle(stage) {
    const { id, owner } = stage;
    await owner.employees.lifecycle(id, 'aria', 'suspend');
    expect(await owner.messages.poolStats(id)).toEqual({ active: 0, idle: 1 });
    await owner.employees.lifecycle(id, 'aria', 'resume');
    await ready(stage);
  },

  async events({ id, owner: { employees }, aria }) {
    await aria.employees.logStatusEvent(id, 'aria', { type: 'note', message: 'tuned in' });
    const [newest] = await employees.events(id, 'aria');
    expect(newest).toMatchObject({ type: 'note', message: 'tuned in' });
  },

  async chatSessions({ id, owner: { employees, xmtp } }) {
    for (const content of [JSON.stringify({ type: '__SESSION_START__', session_id: 's1' }), 'hello']) {
      await xmtp.sendToConversation(id, 'aria', { agent_id: 'admin-sdk', content });
    }
    expect(await employees.chatSessions(id, 'aria')).toMatchObject([{ session_key: 's1', messages: 1 }]);
  },

  async heartbeat({ id, owner: { employees }, aria, pass }) {
    pass(120_000);
    expect(await employees.presence(id, 'aria')).toMatchObject({ online: false });
    expect(await aria.employees.heartbeat(id, 'aria')).toEqual({ ok: true });
    expect(await employees.presence(id, 'aria')).toMatchObject({ online: true });
  },
};

async function ready({ id, owner }: Stage): Promise<void> {
  await until(
    () => owner.employees.get(id, 'aria'),
    ({ status }) => status.ready,
  );
}
