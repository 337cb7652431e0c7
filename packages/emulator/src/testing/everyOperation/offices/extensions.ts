import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries } from '../Stage.ts';

const BOARD = { name: 'board', manifest: { a: [1] }, panel_html: '<p>' };

/** The operations on extensions and the marketplace. */
export const extensions: Entries<typeof contract.extensions> = {
  async register({ id, owner: { extensions } }) {
    const board = await extensions.register(id, BOARD);
    expect(board).toMatchObject({ name: 'board', office_id: id, manifest: { a: [1] } });
    expect(await extensions.get(id, board.id)).toEqual(board);
  },

  async list({ id, owner: { extensions } }) {
    const board = await extensions.register(id, BOARD);
    await extensions.install(id, { extId: 'kanban' });
    const all = await extensions.list(id);
    expect(all).toHaveLength(2);
    expect(all).toContainEqual(board);
  },

  async get({ id, owner: { extensions } }) {
    await extensions.install(id, { extId: 'kanban' });
    expect(await extensions.get(id, 'kanban')).toMatchObject({ name: 'Kanban', office_id: id });
  },

  async delete({ id, owner: { extensions } }) {
    const board = await extensions.register(id, BOARD);
    await extensions.delete(id, board.id);
    expect(await extensions.list(id)).toEqual([]);
  },

  async install({ id, owner: { extensions } }) {
    const before = (await extensions.marketplaceGet('kanban')).installs;
    await extensions.install(id, { extId: 'kanban' });
    expect(await extensions.list(id)).toMatchObject([{ id: 'kanban' }]);
    expect((await extensions.marketplaceGet('kanban')).installs).toBe(before + 1);
  },

  async uninstall({ id, owner: { extensions } }) {
    await extensions.install(id, { extId: 'kanban' });
    await extensions.uninstall(id, 'kanban');
    expect(await extensions.list(id)).toEqual([]);
  },

  async marketplaceList({ owner: { extensions }, world }) {
    await world.stranger.extensions.marketplacePublish({ id: 'listed', name: 'Listed' });
    const offers = await extensions.marketplaceList();
    expect(offers).toContainEqual({ id: 'listed', name: 'Listed', installs: 0 });
    expect(offers).toContainEqual(await extensions.marketplaceGet('kanban'));
  },

  async marketplaceGet({ owner: { extensions }, world }) {
    const offer = { id: 'got', name: 'Got', description: 'It is got.', author: 'me' };
    await world.stranger.extensions.marketplacePublish(offer);
    expect(await extensions.marketplaceGet('got')).toEqual({ ...offer, installs: 0 });
  },

  async marketplacePublish({ id, owner: { extensions }, world }) {
    await extensions.marketplacePublish({ id: 'published', name: 'Published', manifest: { v: 1 } });
    expect(await world.stranger.extensions.marketplaceGet('published')).toMatchObject({ name: 'Published' });
    await extensions.install(id, { extId: 'published' });
    expect(await extensions.get(id, 'published')).toMatchObject({ manifest: { v: 1 } });
  },
};
