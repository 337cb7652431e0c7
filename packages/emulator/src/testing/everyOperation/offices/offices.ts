import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import { failure, until } from '../../world.ts';
import type { Entries } from '../Stage.ts';

/** The operations on offices. */
export const offices: Entries<typeof contract.offices> = {
  async create({ owner: { offices } }) {
    const office = await offices.create({ name: 'globex', forceCreate: true });
    expect(office).toMatchObject({ name: 'globex', settings: {} });
    expect(await offices.get(office.id)).toEqual(office);
  },

  async list({ id, owner: { offices }, aria }) {
    expect((await offices.list()).map((office) => office.id)).toContain(id);
    expect((await aria.offices.list()).map((office) => office.id)).toEqual([id]);
  },

  async get({ id, owner: { offices }, world }) {
    await offices.updateSettings(id, { theme: 'dark' });
    const owner_id = world.emulator.user.id;
    expect(await offices.get(id)).toMatchObject({ id, name: 'acme', owner_id, settings: { theme: 'dark' } });
  },

  async getSettings({ id, owner: { offices } }) {
    await offices.updateSettings(id, { theme: 'dark' });
    expect(await offices.getSettings(id)).toEqual({ theme: 'dark' });
  },

  async updateSettings({ id, owner: { offices } }) {
    await offices.updateSettings(id, { theme: 'dark', depth: { a: [1] } });
    const settings = { theme: 'light', depth: { a: [1] } };
    expect(await offices.updateSettings(id, { theme: 'light' })).toEqual(settings);
    expect(await offices.getSettings(id)).toEqual(settings);
  },

  async delete({ id, owner: { offices } }) {
    await offices.delete(id);
    expect(await failure(offices.get(id))).toMatchObject({ status: 404 });
    expect((await offices.list()).map((office) => office.id)).not.toContain(id);
  },

  async status({ id, owner: { offices }, pass }) {
    pass(10);
    const ready = { operator: { ready: true }, ingress: { ready: true } };
    expect(await offices.status(id)).toMatchObject({ phase: 'ready', ...ready });
    await offices.suspend(id);
    expect(await offices.status(id)).toMatchObject({ phase: 'degraded', ingress: { ready: false } });
  },

  async kubeconfig({ id, owner: { offices } }) {
    expect(await offices.kubeconfig(id)).toContain(`current-context: ${id}\n`);
  },

  async transfer({ id, owner, world }) {
    const next = world.emulator.createUser('next@mitosis.test');
    await owner.offices.transfer(id, next.id);
    expect(await world.user(next.apiKey).offices.get(id)).toMatchObject({ owner_id: next.id });
    expect(await failure(owner.offices.get(id))).toMatchObject({ status: 403 });
  },

  async rotateSecret({ id, owner: { offices } }) {
    const { secret } = await offices.rotateSecret(id);
    expect((await offices.rotateSecret(id)).secret).not.toBe(secret);
    // Only the call that rotates the secret returns it.
    expect(JSON.stringify(await offices.get(id))).not.toContain(secret);
  },

  async setSecret({ id, owner: { offices, employees, env } }) {
    await employees.update(id, 'aria', { envSecrets: ['TOKEN'] });
    await offices.setSecret(id, 'TOKEN', 't0k3n');
    expect(await env.getAgentEnv(id, 'aria')).toEqual({ TOKEN: 't0k3n' });
  },

  async suspend({ id, owner: { offices, employees } }) {
    await offices.suspend(id);
    expect((await employees.get(id, 'aria')).status.phase).toBe('suspended');
  },

  async resume({ id, owner: { offices, employees } }) {
    await offices.suspend(id);
    await offices.resume(id);
    await until(
      () => employees.get(id, 'aria'),
      ({ status }) => status.ready,
    );
  },
};
