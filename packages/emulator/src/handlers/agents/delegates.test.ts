import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allMissing, allRefused } from '../../testing/refusals.ts';
import { failure, startWorld, type World } from '../../testing/world.ts';

let world: World;
const time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time });
});
afterAll(() => world?.close());

describe('delegates, roles and capabilities', () => {
  test('default: a delegate has the rights of its role and those delegated', async () => {
    const { id } = await world.office();
    const { delegates, employees, roles } = world.owner;
    await employees.hire(id, { name: 'aria', role: 'reviewer', skills: ['git'] });
    const role = await roles.get(id, 'reviewer');
    expect(await roles.list(id)).toContainEqual(role);
    const delegate = await delegates.create(id, 'aria', { permissions: ['tasks:create', 'tasks:create'] });
    expect(delegate).toEqual({
      agent_id: 'aria',
      permissions: ['tasks:create'],
      created_at: new Date(time).toISOString(),
    });
    expect(await delegates.get(id, 'aria')).toEqual(delegate);
    const own = () => world.as(id, 'aria').capabilities.self(id);
    expect(await own()).toMatchObject({
      kind: 'agent',
      id: 'aria',
      role: 'reviewer',
      skills: ['git'],
      permissions: [...role.permissions, 'tasks:create'],
    });
    expect(await delegates.update(id, 'aria', { permissions: ['credits:add'] })).toMatchObject({
      permissions: ['credits:add'],
    });
    expect(await delegates.update(id, 'aria', {})).toMatchObject({ permissions: ['credits:add'] });
    expect(await delegates.list(id)).toHaveLength(1);
    expect(await failure(delegates.create(id, 'aria', { permissions: [] }))).toMatchObject({ status: 409 });
    await delegates.delete(id, 'aria');
    expect(await own()).toMatchObject({ permissions: role.permissions });
    expect(await world.owner.capabilities.self(id)).toMatchObject({ kind: 'user', permissions: ['*'] });
  });

  test('error: refuses unknown agents, delegates and roles', async () => {
    const id = await world.officeWith();
    const { delegates, roles } = world.owner;
    await allMissing([
      delegates.get(id, 'aria'),
      delegates.get(id, 'none'),
      delegates.create(id, 'none', { permissions: [] }),
      delegates.update(id, 'aria', {}),
      delegates.delete(id, 'aria'),
      roles.get(id, 'emperor'),
    ]);
    await allRefused([delegates.create(id, 'aria', { permissions: [''] })]);
  });
});
