import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries } from '../Stage.ts';

/** The operations on environment variables. */
export const env: Entries<typeof contract.env> = {
  async list({ id, owner: { env } }) {
    await env.set(id, { TZ: 'UTC', LANG: 'C' });
    expect(await env.list(id)).toEqual(['LANG', 'TZ'].map((key) => ({ key, source: 'office' })));
  },

  async values({ id, owner: { env } }) {
    await env.set(id, { TZ: 'UTC', LANG: 'C' });
    await env.set(id, { TZ: 'CET' });
    expect(await env.values(id)).toEqual({ LANG: 'C', TZ: 'CET' });
  },

  async set({ id, owner: { env }, aria }) {
    await env.set(id, { TZ: 'UTC' });
    expect(await env.values(id)).toEqual({ TZ: 'UTC' });
    expect(await aria.workspace.exec(id, { command: 'echo $TZ' })).toMatchObject({ stdout: 'UTC\n' });
  },

  async delete({ id, owner: { env } }) {
    await env.set(id, { TZ: 'UTC', LANG: 'C' });
    await env.delete(id, 'TZ');
    expect(await env.values(id)).toEqual({ LANG: 'C' });
  },

  async getAgentEnv({ id, owner: { env } }) {
    await env.set(id, { TZ: 'UTC', LANG: 'C' });
    await env.setAgentEnv(id, 'aria', 'TZ', 'CET');
    expect(await env.getAgentEnv(id, 'aria')).toEqual({ TZ: 'CET', LANG: 'C' });
  },

  async setAgentEnv({ id, owner: { env, employees } }) {
    await env.setAgentEnv(id, 'aria', 'TZ', 'CET');
    expect(await env.getAgentEnv(id, 'aria')).toEqual({ TZ: 'CET' });
    expect((await employees.get(id, 'aria')).env).toEqual({ TZ: 'CET' });
  },
};
