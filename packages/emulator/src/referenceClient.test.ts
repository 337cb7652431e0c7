import { contract, type Endpoint, type Group } from '@mitosislabs/api/contract';
import { generateJWT } from '@mitosislabs/auth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entries } from './testing/everyOperation/entries.ts';
import type { Entry } from './testing/everyOperation/Stage.ts';
import {
  type Client,
  type Exchange,
  failure,
  likeReference,
  raw,
  startWorld,
  type World,
} from './testing/world.ts';

let world: World;
let reference: Client;
let time = Date.UTC(2030, 0, 1);
let exchanges: Exchange[] = [];

beforeAll(async () => {
  world = await startWorld(
    { brain: 'none', now: () => time },
    { exchange: (exchange) => exchanges.push(exchange), answer: () => undefined },
    [likeReference],
  );
  reference = world.reference();
});
afterAll(() => world?.close());

const tried: Readonly<Record<string, Readonly<Record<string, Entry>>>> = entries;
const endpoints: Endpoint[] = Object.values(contract as Readonly<Record<string, Group>>).flatMap((group) =>
  Object.values(group),
);

describe('every operation in the form of the reference client', () => {
  test.each(endpoints)('default: $name succeeds without our headers, by its token', async ({ name }) => {
    const [group = '', method = ''] = name.split('.');
    const entry = tried[group]?.[method];
    if (!entry) throw new Error(`Nothing tries ${name}.`);
    const id = await world.officeWith('aria');
    exchanges = [];
    const pass = (ms: number): void => {
      time += ms;
    };
    const owner = world.reference(world.emulator.user.id);
    await entry({ world, id, owner, aria: world.as(id, 'aria'), pass });
    const own = exchanges.filter(({ operation, status }) => operation === name && status < 300);
    expect(own).not.toEqual([]);
    expect(new Set(own.map(({ by }) => by))).not.toContain('api-key');
  });
});

/** Sends a request with a token of the reference, and returns the status and the JSON of the answer. */
async function send(method: string, path: string, body?: unknown, userId = 'admin-sdk') {
  const claims = { botId: '', userId, privateIp: 'k8s' };
  const token = generateJWT(claims, world.emulator.jwtSecret, { now: Math.floor(time / 1000) });
  const { status, json } = await raw(world.emulator.endpoint + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, Accept: '*/*', 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status, json: json as Record<string, unknown> };
}

describe('lists in queries', () => {
  test('default: lists activity of several categories, separated by commas', async () => {
    const id = await world.officeWith('aria');
    await world.owner.tasks.create(id, { title: 'x', assigned_to: 'aria' });
    await world.owner.tasks.claim(id, { agent: 'aria' });
    await world.as(id, 'aria').workspace.exec(id, { command: 'true' });
    const categories = async (category: string) => {
      const activity = await reference.employees.activity(id, 'aria', { category });
      return [...new Set(activity.map((event) => event.category))].sort();
    };
    expect(await categories('task,lifecycle')).toEqual(['lifecycle', 'task']);
    expect(await categories('terminal, task')).toEqual(['task', 'terminal']);
    expect(await categories('task')).toEqual(['task']);
    expect(await categories('chat,standup')).toEqual([]);
    for (const category of ['task,nonsense', 'task,', '']) {
      const error = await failure(reference.employees.activity(id, 'aria', { category }));
      expect(error).toMatchObject({ status: 400, code: 'invalid_request' });
    }
  });

  test('default: lists backups of several agents', async () => {
    const id = await world.officeWith('aria', 'bo', 'cleo');
    for (const name of ['aria', 'bo', 'cleo']) {
      await reference.employees.action(id, name, { action: 'backup' });
    }
    const names = async (employee: string) =>
      (await reference.backups.list(id, { employee })).map(({ employee_name }) => employee_name);
    expect(await names('aria,cleo')).toEqual(['aria', 'cleo']);
    expect(await names('bo')).toEqual(['bo']);
    expect(await names('none')).toEqual([]);
  });
});

describe('PUT /env', () => {
  test('default: sets one variable by key, value and scope; or a map of names', async () => {
    const id = await world.officeWith('aria');
    const put = async (body: unknown) => (await send('PUT', `/api/v1/offices/${id}/env`, body)).status;
    expect(await put({ key: 'TZ', value: 'UTC', scope: 'office' })).toBe(204);
    expect(await put({ key: 'LANG', value: 'C' })).toBe(204);
    expect(await put({ EDITOR: 'ed', PAGER: 'cat' })).toBe(204);
    const office = { TZ: 'UTC', LANG: 'C', EDITOR: 'ed', PAGER: 'cat' };
    expect(await reference.env.values(id)).toEqual(office);
    expect(await put({ key: 'TZ', value: 'CET', scope: 'aria' })).toBe(204);
    expect(await reference.env.values(id)).toEqual(office);
    expect(await reference.env.getAgentEnv(id, 'aria')).toEqual({ ...office, TZ: 'CET' });
  });

  test('behavior: a map whose names happen to be key, value or scope stays a map', async () => {
    const id = await world.officeWith('aria');
    await reference.env.set(id, { key: 'a', scope: 'b' });
    await reference.env.set(id, { key: 'c', value: 'd', other: 'e' });
    expect(await reference.env.values(id)).toEqual({ key: 'c', value: 'd', scope: 'b', other: 'e' });
  });

  test('error: refuses an unknown name, and a value that is not text', async () => {
    const id = await world.officeWith('aria');
    const path = `/api/v1/offices/${id}/env`;
    for (const body of [
      { key: '1A', value: 'x' },
      { key: 'A', value: 1 },
      { key: 'values', value: 'x' },
      [],
    ]) {
      expect((await send('PUT', path, body)).status).toBe(400);
    }
    expect(await reference.env.values(id)).toEqual({});
  });
});

describe('offices on office-manager', () => {
  test('default: creates an office each time; the dashboard returns the existing one', async () => {
    const { id: owner_id, apiKey } = world.emulator.createUser('twice@mitosis.test');
    const create = (body: unknown, userId?: string) => send('POST', '/api/v1/offices', body, userId);
    const first = await create({ name: 'first', owner_id }, owner_id);
    const second = await create({ name: 'second' }, owner_id);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.json).toMatchObject({ name: 'second', owner_id });
    expect(second.json['id']).not.toBe(first.json['id']);
    expect(second.json).not.toHaveProperty('existing');
    const dashboard = await raw(`${world.emulator.dashboardEndpoint}/api/offices`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'third', owner_id }),
    });
    expect(dashboard.json).toMatchObject({ id: second.json['id'], existing: true });
    expect(await world.user(apiKey).offices.list()).toHaveLength(2);
  });

  test('default: lets an administrator create offices for others and list all', async () => {
    const { id: owner_id } = world.emulator.createUser('other@mitosis.test');
    const theirs = await send('POST', '/api/v1/offices', { name: 'theirs', owner_id });
    expect(theirs.json).toMatchObject({ owner_id });
    const unknown = await send('POST', '/api/v1/offices', { name: 'x', owner_id: 'user-42' });
    expect(unknown.json).toMatchObject({ owner_id: 'user-42' });
    const own = await send('POST', '/api/v1/offices', { name: 'own' });
    expect(own.json).toMatchObject({ owner_id: 'admin-sdk' });
    const seen = (await reference.offices.list()).map(({ id }) => id);
    expect(seen).toEqual(expect.arrayContaining([theirs.json['id'], unknown.json['id'], own.json['id']]));
    const byUser = await send('GET', '/api/v1/offices', undefined, 'user-42');
    expect(byUser.json).toMatchObject([{ id: unknown.json['id'] }]);
    await reference.offices.transfer(String(own.json['id']), 'user-43');
    expect((await send('GET', `/api/v1/offices/${own.json['id']}`, undefined, 'user-43')).status).toBe(200);
  });

  test('error: refuses an owner without a name, and another owner by an ordinary user', async () => {
    const nameless = await send('POST', '/api/v1/offices', { name: 'x', owner_id: ' ' });
    expect(nameless).toMatchObject({ status: 400, json: { code: 'invalid_request' } });
    const others = await send('POST', '/api/v1/offices', { name: 'x', owner_id: 'user-2' }, 'user-1');
    expect(others).toMatchObject({ status: 403, json: { code: 'forbidden' } });
  });
});

describe('transfer.install without from_office', () => {
  const phaseIn = async (id: string) => (await world.owner.employees.get(id, 'aria')).status.phase;

  test('default: takes the agent from the office in which the transfer was prepared', async () => {
    const [from, to] = [await world.officeWith('aria'), (await world.office()).id];
    const { transfer_id } = await reference.transfer.prepare(from);
    await reference.transfer.install(to, { transfer_id, agent: 'aria' });
    expect(await reference.employees.list(from)).toEqual([]);
    expect(await phaseIn(to)).toBe('suspended');
    await reference.transfer.start(to, { transfer_id });
    expect(await reference.transfer.status(to, transfer_id)).toMatchObject({ status: 'completed' });
  });

  test('default: finds the only agent of that name in the other offices of the caller', async () => {
    const { id: userId } = world.emulator.createUser('mover@mitosis.test');
    const own = world.reference(userId);
    const from = await own.offices.create({ name: 'from' });
    const to = await own.offices.create({ name: 'to' });
    await own.employees.hire(from.id, { name: 'aria' });
    const { transfer_id } = await own.transfer.prepare(to.id);
    await own.transfer.install(to.id, { transfer_id, agent: 'aria' });
    expect(await own.employees.list(from.id)).toEqual([]);
    expect(await own.employees.list(to.id)).toMatchObject([{ name: 'aria' }]);
  });

  test('default: reinstalls an agent of the office', async () => {
    const id = await world.officeWith('aria');
    const { transfer_id } = await reference.transfer.prepare(id);
    await reference.transfer.install(id, { transfer_id, agent: 'aria' });
    expect(await phaseIn(id)).toBe('suspended');
    await reference.transfer.start(id, { transfer_id });
    expect(await phaseIn(id)).not.toBe('suspended');
  });

  test('error: 409 when several offices have the agent, 404 when none has, 409 for a taken name', async () => {
    const { id: userId } = world.emulator.createUser('unsure@mitosis.test');
    const own = world.reference(userId);
    const [one, two, to] = await Promise.all(
      ['one', 'two', 'to'].map((name) => own.offices.create({ name })),
    );
    if (!one || !two || !to) throw new Error('There are three offices.');
    for (const { id } of [one, two]) await own.employees.hire(id, { name: 'aria' });
    const { transfer_id } = await own.transfer.prepare(to.id);
    const move = { transfer_id, agent: 'aria' };
    expect(await failure(own.transfer.install(to.id, move))).toMatchObject({
      status: 409,
      code: 'ambiguous_agent',
    });
    const missing = own.transfer.install(to.id, { ...move, agent: 'bo' });
    expect(await failure(missing)).toMatchObject({ status: 404 });
    const prepared = await own.transfer.prepare(one.id);
    const taken = own.transfer.install(two.id, { transfer_id: prepared.transfer_id, agent: 'aria' });
    expect(await failure(taken)).toMatchObject({ status: 409, code: 'name_taken' });
    expect((await own.employees.get(one.id, 'aria')).status.phase).not.toBe('suspended');
    const theirs = await world.office();
    const strangers = await world.owner.transfer.prepare(theirs.id);
    const stolen = own.transfer.install(to.id, { transfer_id: strangers.transfer_id, agent: 'aria' });
    expect(await failure(stolen)).toMatchObject({ status: 404 });
  });
});

describe('sign-in with port alone', () => {
  const signIn = async (emulator: World['emulator'], query: string) => {
    const url = `${emulator.dashboardEndpoint}/api/auth/cli-login`;
    const page = await raw(`${url}?${query}`);
    const ticket = /name="ticket" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const body = new URLSearchParams({ ticket, email: 'old@mitosis.test', action: 'sign-in' });
    return { page, answer: await raw(url, { method: 'POST', body }) };
  };

  test('error: is refused unless it is enabled', async () => {
    const { page } = await signIn(world.emulator, 'port=45678');
    expect(page.status).toBe(400);
  });

  test('default: with signInWithoutState it hands over a key, and no state', async () => {
    const { emulator, user, close } = await startWorld({ brain: 'none', signInWithoutState: true });
    try {
      const { answer } = await signIn(emulator, 'port=45678');
      expect(answer.status).toBe(303);
      const target = new URL(answer.headers.get('location') ?? '');
      expect(target.origin + target.pathname).toBe('http://localhost:45678/callback');
      expect([...target.searchParams.keys()].sort()).toEqual(['email', 'key']);
      expect(await user(target.searchParams.get('key') ?? '').offices.list()).toEqual([]);
      const stated = await signIn(emulator, 'port=45678&state=s');
      expect(stated.answer.headers.get('location')).toContain('state=s');
      for (const query of [
        'port=80',
        'state=s',
        'port=45678&state=',
        `port=45678&state=${'x'.repeat(513)}`,
      ]) {
        expect((await signIn(emulator, query)).page.status).toBe(400);
      }
    } finally {
      await close();
    }
  });
});
