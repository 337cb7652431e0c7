import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allMissing, allRefused } from '../../testing/refusals.ts';
import { failure, startWorld, until, type World } from '../../testing/world.ts';

let world: World;
const time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time });
});
afterAll(() => world?.close());

describe('transfer', () => {
  test('default: moves an agent to another office with its key and spec', async () => {
    const [from, to] = [await world.officeWith('aria', 'bo'), (await world.office()).id];
    const { transfer, employees, tasks, xmtp } = world.owner;
    await employees.setSkills(from, 'aria', { add: ['git'] });
    await xmtp.sendToConversation(from, 'aria', { agent_id: 'admin-sdk', content: 'stays behind' });
    const task = await tasks.create(from, { title: 'x' });
    await tasks.claim(from, { agent: 'aria' });
    const key = world.emulator.agentKey(from, 'aria');
    const { transfer_id } = await transfer.prepare(to);
    const progress = async () => (await transfer.status(to, transfer_id)).progress;
    expect(await transfer.status(to, transfer_id)).toEqual({ transfer_id, status: 'prepared', progress: 0 });
    expect(await failure(transfer.start(to, { transfer_id }))).toMatchObject({ status: 409 });
    await transfer.install(to, { transfer_id, from_office: from, agent: 'aria' });
    expect(await progress()).toBe(50);
    expect((await employees.list(from)).map(({ name }) => name)).toEqual(['bo']);
    expect(await employees.get(to, 'aria')).toMatchObject({
      skills: ['git'],
      status: { phase: 'suspended' },
    });
    expect(await tasks.get(from, task.id)).toMatchObject({ status: 'failed' });
    await transfer.start(to, { transfer_id });
    await transfer.start(to, { transfer_id });
    await until(
      () => employees.get(to, 'aria'),
      ({ status }) => status.ready,
    );
    expect(await progress()).toBe(100);
    expect(await world.as(to, 'aria', key).offices.list()).toMatchObject([{ id: to }]);
    expect(await xmtp.getConversationMessages(to, 'aria')).toEqual([]);
    const again = transfer.install(to, { transfer_id, from_office: from, agent: 'bo' });
    expect(await failure(again)).toMatchObject({ status: 409, code: 'transfer_used' });
  });

  test('error: refuses a taken name, an agent of another user and unknown transfers', async () => {
    const [from, to] = [await world.officeWith('aria'), await world.officeWith('aria')];
    const { transfer } = world.owner;
    const { transfer_id } = await transfer.prepare(to);
    const move = { transfer_id, from_office: from, agent: 'aria' };
    expect(await failure(transfer.install(to, move))).toMatchObject({ status: 409, code: 'name_taken' });
    const theirs = await world.stranger.offices.create({ name: 'theirs', forceCreate: true });
    const stolen = transfer.install(to, { ...move, from_office: theirs.id });
    expect(await failure(stolen)).toMatchObject({ status: 403 });
    await allMissing([
      transfer.install(to, { ...move, agent: 'none' }),
      transfer.install(to, { ...move, transfer_id: 'none' }),
      transfer.start(to, { transfer_id: 'none' }),
      transfer.status(to, 'none'),
      transfer.status(from, transfer_id),
    ]);
    await allRefused([
      transfer.install(to, {}),
      transfer.install(to, null),
      transfer.start(to, { transfer_id: 1 }),
    ]);
  });
});

describe('backups', () => {
  test('default: rehires an agent from its backup', async () => {
    const { id } = await world.office();
    const { backups, employees } = world.owner;
    await employees.hire(id, { name: 'aria', role: 'engineer', skills: ['git'] });
    const made = (await employees.action(id, 'aria', { action: 'backup' })) as { backup_id: string };
    await employees.archive(id, 'aria');
    const all = await backups.list(id);
    expect(all).toHaveLength(2);
    expect(all[0]).toEqual({
      id: made.backup_id,
      employee_name: 'aria',
      office_id: id,
      s3_key: `backups/${id}/aria/${made.backup_id}.json`,
      size_bytes: expect.any(Number),
      created_at: new Date(time).toISOString(),
    });
    expect(await backups.list(id, { employee: 'bo' })).toEqual([]);
    expect(await backups.get(id, made.backup_id)).toEqual(all[0]);
    await employees.delete(id, 'aria');
    const again = await employees.hire(id, {
      name: 'bo',
      role: 'reviewer',
      restoreFromBackup: made.backup_id,
    });
    expect(again).toMatchObject({ name: 'bo', role: 'reviewer', skills: ['git'] });
    await backups.delete(id, made.backup_id);
    expect(await backups.list(id)).toHaveLength(1);
  });

  test('error: refuses unknown backups', async () => {
    const id = await world.officeWith();
    const { backups, employees } = world.owner;
    await allMissing([
      backups.get(id, 'none'),
      backups.delete(id, 'none'),
      employees.hire(id, { name: 'bo', restoreFromBackup: 'none' }),
    ]);
    await allMissing([employees.get(id, 'bo')]);
  });
});
