import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries } from '../Stage.ts';

/** The operations on capabilities. */
export const capabilities: Entries<typeof contract.capabilities> = {
  async self({ id, owner, aria, world }) {
    await owner.employees.update(id, 'aria', { role: 'engineer', skills: ['git'] });
    const { permissions } = await owner.roles.get(id, 'engineer');
    const agent = {
      kind: 'agent',
      id: 'aria',
      office_id: id,
      role: 'engineer',
      skills: ['git'],
      permissions,
    };
    expect(await aria.capabilities.self(id)).toMatchObject(agent);
    const user = { kind: 'user', id: world.emulator.user.id, office_id: id };
    expect(await owner.capabilities.self(id)).toMatchObject(user);
  },
};
