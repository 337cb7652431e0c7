import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, startWorld, until, type World } from '../../testing/world.ts';

let world: World;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ readyAfterMs: 50, now: () => time, initialCredits: 100 });
});
afterAll(() => world?.close());

/** A user of its own, so that it starts without offices. */
function newcomer(name: string) {
  const user = world.emulator.createUser(`${name}@mitosis.test`);
  return { user, ...world.user(user.apiKey) };
}

describe('offices.create', () => {
  test('default: creates an office for the caller', async () => {
    const { offices, user } = newcomer('create');
    const office = await offices.create({ name: ' acme ', owner_id: user.id });
    expect(office).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      name: 'acme',
      owner_id: user.id,
      created_at: new Date(time).toISOString(),
      settings: {},
    });
    expect(await offices.list()).toEqual([office]);
    expect(await offices.get(office.id)).toEqual(office);
  });

  test('behavior: returns the newest existing one, unless a second is requested', async () => {
    const { offices } = newcomer('again');
    const first = await offices.create({ name: 'first' });
    expect(await offices.create({ name: 'second' })).toEqual({ ...first, existing: true });
    const second = await offices.create({ name: 'second', forceCreate: true });
    expect(second).not.toHaveProperty('existing');
    expect((await offices.create({ name: 'third' })).id).toBe(second.id);
    await offices.delete(second.id);
    expect((await offices.create({ name: 'third' })).id).toBe(first.id);
    await offices.delete(first.id);
    expect(await offices.create({ name: 'third' })).not.toHaveProperty('existing');
  });

  test('behavior: lets delegates and first-party services use office-manager', async () => {
    const office = await world.office();
    await world.agent(office.id, 'aria');
    await world.owner.delegates.create(office.id, 'aria', { permissions: ['offices:create'] });
    const made = await world.as(office.id, 'aria').offices.create({ name: 'by aria', forceCreate: true });
    expect(made.owner_id).toBe(world.emulator.user.id);
    const admin = world.token();
    const { user } = newcomer('owned');
    expect((await admin.offices.create({ name: 'for them', owner_id: user.id })).owner_id).toBe(user.id);
  });

  test('error: refuses a missing name, or another user as the owner', async () => {
    const { offices } = newcomer('wrong');
    expect(await failure(offices.create({ name: '  ' }))).toMatchObject({ status: 400 });
    expect(await failure(offices.create({ name: 'x'.repeat(256) }))).toMatchObject({ status: 400 });
    const error = await failure(offices.create({ name: 'x', owner_id: world.emulator.user.id }));
    expect(error).toMatchObject({ status: 403 });
  });
});

describe('offices', () => {
  test('behavior: merges settings', async () => {
    const { id } = await world.office();
    expect(await world.owner.offices.getSettings(id)).toEqual({});
    await world.owner.offices.updateSettings(id, { theme: 'dark', limits: { a: 1 } });
    expect(await world.owner.offices.updateSettings(id, { limits: { b: 2 } })).toEqual({
      theme: 'dark',
      limits: { b: 2 },
    });
    expect((await world.owner.offices.get(id)).settings).toEqual({ theme: 'dark', limits: { b: 2 } });
  });

  test('behavior: deletes an office with its agents', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const asAria = world.as(id, 'aria');
    await world.owner.offices.delete(id);
    expect(await failure(world.owner.offices.get(id))).toMatchObject({ status: 404 });
    expect((await world.owner.offices.list()).map((office) => office.id)).not.toContain(id);
    expect(await failure(asAria.offices.list())).toMatchObject({ status: 401 });
    expect(await failure(world.owner.offices.delete(id))).toMatchObject({ status: 404 });
  });

  test('behavior: reports provisioning, then ready, and degraded while suspended', async () => {
    const { id } = await world.office();
    expect(await world.owner.offices.status(id)).toMatchObject({
      phase: 'provisioning',
      operator: { ready: false },
    });
    time += 50;
    expect(await world.owner.offices.status(id)).toMatchObject({ phase: 'ready', ingress: { ready: true } });
    await world.owner.offices.suspend(id);
    expect(await world.owner.offices.status(id)).toMatchObject({
      phase: 'degraded',
      message: expect.any(String),
    });
    await world.owner.offices.resume(id);
    expect(await world.owner.offices.status(id)).toMatchObject({ phase: 'ready' });
  });

  test('behavior: refuses work while suspended; its agents sleep until it is resumed', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    await world.agent(id, 'bo');
    await world.owner.employees.lifecycle(id, 'bo', 'suspend');
    await world.owner.offices.suspend(id);
    await world.owner.offices.suspend(id);
    expect((await world.owner.employees.get(id, 'aria')).status).toMatchObject({
      phase: 'suspended',
      ready: false,
    });
    const refused = [
      world.owner.tasks.create(id, { title: 'x' }),
      world.owner.employees.hire(id, { name: 'cleo' }),
      world.owner.xmtp.sendToConversation(id, 'aria', { agent_id: 'admin-sdk', content: 'x' }),
      world.owner.employees.lifecycle(id, 'aria', 'resume'),
    ];
    for (const error of await Promise.all(refused.map(failure))) {
      expect(error).toMatchObject({ status: 409, code: 'office_suspended' });
    }
    await world.owner.offices.resume(id);
    await until(
      () => world.owner.employees.get(id, 'aria'),
      ({ status }) => status.ready,
    );
    expect((await world.owner.employees.get(id, 'bo')).status.phase).toBe('suspended');
  });

  test('behavior: gives a transferred office to the new owner only', async () => {
    const { id } = await world.office();
    const next = newcomer('next');
    expect(await failure(world.owner.offices.transfer(id, 'stranger'))).toMatchObject({ status: 404 });
    await world.owner.offices.transfer(id, next.user.id);
    expect(await failure(world.owner.offices.get(id))).toMatchObject({ status: 403 });
    expect(await next.offices.get(id)).toMatchObject({ id, owner_id: next.user.id });
  });

  test('behavior: rotates to a new secret each time', async () => {
    const { id } = await world.office();
    const first = await world.owner.offices.rotateSecret(id);
    expect(first.secret).toMatch(/^[\da-f]{64}$/);
    expect((await world.owner.offices.rotateSecret(id)).secret).not.toBe(first.secret);
  });

  test('behavior: stores a secret without showing it; returns a kubeconfig as text', async () => {
    const { id } = await world.office();
    expect(await world.owner.offices.setSecret(id, 'GITHUB TOKEN/1', 'ghp_secret')).toBeUndefined();
    expect(JSON.stringify(await world.owner.offices.get(id))).not.toContain('ghp_secret');
    const config = await world.owner.offices.kubeconfig(id);
    expect(config).toMatch(/^apiVersion: v1\nkind: Config\n/);
    expect(config).toContain(id);
  });
});
