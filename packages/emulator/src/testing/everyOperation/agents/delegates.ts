import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import { failure } from '../../world.ts';
import type { Entries } from '../Stage.ts';

const MORE = { permissions: ['credits:add'] };

/** The operations on delegates. */
export const delegates: Entries<typeof contract.delegates> = {
  async list({ id, owner: { delegates } }) {
    const delegate = await delegates.create(id, 'aria', MORE);
    expect(await delegates.list(id)).toEqual([delegate]);
  },

  async get({ id, owner: { delegates } }) {
    const delegate = await delegates.create(id, 'aria', MORE);
    expect(await delegates.get(id, 'aria')).toEqual(delegate);
  },

  async create({ id, owner: { delegates }, aria }) {
    expect(await delegates.create(id, 'aria', MORE)).toMatchObject({ agent_id: 'aria', ...MORE });
    const own = (await aria.capabilities.self(id)) as { permissions: string[] };
    expect(own.permissions).toContain('credits:add');
  },

  async update({ id, owner: { delegates } }) {
    await delegates.create(id, 'aria', MORE);
    const less = await delegates.update(id, 'aria', { permissions: [] });
    expect(less.permissions).toEqual([]);
    expect(await delegates.get(id, 'aria')).toEqual(less);
  },

  async delete({ id, owner: { delegates } }) {
    await delegates.create(id, 'aria', MORE);
    await delegates.delete(id, 'aria');
    expect(await delegates.list(id)).toEqual([]);
    expect(await failure(delegates.get(id, 'aria'))).toMatchObject({ status: 404 });
  },
};
