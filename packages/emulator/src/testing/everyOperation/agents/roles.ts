import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries } from '../Stage.ts';

/** The operations on roles. */
export const roles: Entries<typeof contract.roles> = {
  async list({ id, owner: { roles } }) {
    expect(await roles.list(id)).toContainEqual(await roles.get(id, 'reviewer'));
  },

  async get({ id, owner: { roles, employees }, aria }) {
    await employees.update(id, 'aria', { role: 'reviewer' });
    const { permissions } = await roles.get(id, 'reviewer');
    expect(await aria.capabilities.self(id)).toMatchObject({ role: 'reviewer', permissions });
  },
};
