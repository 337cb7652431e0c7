import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allMissing, allRefused } from '../../testing/refusals.ts';
import { failure, startWorld, type World } from '../../testing/world.ts';

let world: World;
const time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time });
});
afterAll(() => world?.close());

describe('extensions', () => {
  test('default: are registered, read, listed and deleted', async () => {
    const id = await world.officeWith();
    const { extensions } = world.owner;
    const extension = await extensions.register(id, {
      name: 'board',
      manifest: { a: [1] },
      panel_html: '<p>',
    });
    expect(extension).toEqual({
      id: expect.any(String),
      name: 'board',
      office_id: id,
      manifest: { a: [1] },
      created_at: new Date(time).toISOString(),
    });
    expect(await extensions.get(id, extension.id)).toEqual(extension);
    expect(await extensions.list(id)).toEqual([extension]);
    expect(await failure(extensions.register(id, { name: 'board' }))).toMatchObject({ status: 409 });
    await allMissing([extensions.uninstall(id, extension.id)]);
    await extensions.delete(id, extension.id);
    expect(await extensions.list(id)).toEqual([]);
  });

  test('behavior: are published, installed in another office, counted and uninstalled', async () => {
    const id = await world.officeWith();
    const { extensions } = world.owner;
    await world.stranger.extensions.marketplacePublish({
      id: 'notes',
      name: 'Notes',
      author: 'me',
      manifest: { v: 1 },
    });
    expect(await extensions.marketplaceGet('notes')).toEqual({
      id: 'notes',
      name: 'Notes',
      author: 'me',
      installs: 0,
    });
    await extensions.install(id, { extId: 'notes' });
    await extensions.install(id, { extId: 'notes' });
    expect(await extensions.get(id, 'notes')).toMatchObject({
      name: 'Notes',
      manifest: { v: 1 },
      office_id: id,
    });
    expect((await extensions.marketplaceGet('notes')).installs).toBe(1);
    expect((await extensions.marketplaceList()).map((item) => item.id)).toEqual(
      expect.arrayContaining(['notes', 'kanban']),
    );
    await world.stranger.extensions.marketplacePublish({ id: 'notes', name: 'Notes 2' });
    expect(await extensions.marketplaceGet('notes')).toEqual({ id: 'notes', name: 'Notes 2', installs: 1 });
    expect(await failure(extensions.marketplacePublish({ id: 'notes', name: 'Mine' }))).toMatchObject({
      status: 409,
    });
    await extensions.uninstall(id, 'notes');
    expect(await extensions.list(id)).toEqual([]);
  });

  test('error: refuses unknown and invalid extensions and offers', async () => {
    const id = await world.officeWith();
    const { extensions } = world.owner;
    await allMissing([
      extensions.get(id, 'none'),
      extensions.delete(id, 'none'),
      extensions.install(id, { extId: 'none' }),
      extensions.uninstall(id, 'none'),
      extensions.marketplaceGet('none'),
    ]);
    await allRefused([
      extensions.register(id, { name: ' ' }),
      ...[
        null,
        [],
        'text',
        {},
        { name: 5 },
        { name: '' },
        { name: 'x', id: 'publish' },
        { name: 'x', manifest: [] },
      ].map((data) => extensions.marketplacePublish(data)),
    ]);
  });
});
