import { generateJWT, generateKeyPair, signRequest } from '@mitosislabs/auth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, raw, startWorld, type World } from '../../testing/world.ts';

let world: World;
let officeId: string;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ now: () => time });
  officeId = (await world.office()).id;
  await world.agent(officeId, 'aria');
});
afterAll(() => world?.close());

const url = (path: string) => world.emulator.endpoint + path;

/** Signs at the emulator's own time, as aria unless told otherwise. */
function signed(
  target: string,
  options: { method?: string; at?: number; as?: string; key?: Uint8Array } = {},
) {
  const { method = 'GET', at = Math.floor(time / 1000), as = 'aria' } = options;
  const signingKey = options.key ?? world.emulator.agentKey(officeId, 'aria');
  return { ...signRequest({ agentId: as, signingKey }, method, target, at) };
}

describe('API keys', () => {
  test('default: shows a user its own offices', async () => {
    expect((await world.owner.offices.list()).map(({ id }) => id)).toContain(officeId);
    expect(await world.stranger.offices.list()).toEqual([]);
  });

  test.each([
    ['none at all', {}],
    ['a key of another server', { Authorization: 'Bearer mi_emulator_unknown' }],
    ['a key without its scheme', { Authorization: 'mi_emulator_unknown' }],
    ['a scheme that is not Bearer', { Authorization: 'Basic bWk6bWk=' }],
    ['an empty header', { Authorization: '' }],
  ])('error: answers 401 with a hint to %s', async (_, headers) => {
    const { status, json, headers: answer } = await raw(url('/api/v1/offices'), { headers });
    expect([status, json]).toMatchObject([401, { error: expect.stringMatching(/\w/), code: 'unauthorized' }]);
    expect(answer.get('www-authenticate')).toBe('Bearer');
    expect(answer.get('x-request-id')).toMatch(/^req_/);
    expect(answer.get('date')).toBe(new Date(time).toUTCString());
  });

  test('behavior: creates a key at each sign-in; older ones stay valid', async () => {
    const first = world.emulator.createUser('twice@mitosis.test');
    const second = world.emulator.createUser('Twice@Mitosis.test ');
    expect(second).toMatchObject({ id: first.id, email: first.email });
    expect(second.apiKey).not.toBe(first.apiKey);
    expect(first.apiKey).toMatch(/^mi_emulator_[\w-]{32}$/);
    for (const { apiKey } of [first, second]) {
      expect(await world.user(apiKey).offices.list()).toEqual([]);
    }
  });

  test('error: answers 403 for an office of another user', async () => {
    const error = await failure(world.stranger.offices.get(officeId));
    expect(error).toMatchObject({ status: 403, code: 'forbidden' });
    expect(error.message).toContain('you do not own this office');
  });

  test('error: answers 404 for an unknown office', async () => {
    expect(await failure(world.owner.offices.get('nowhere'))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  });
});

describe('agents', () => {
  test('default: lets an agent act in its own office', async () => {
    const target = `/api/v1/offices/${officeId}/tasks/stats`;
    expect((await raw(url(target), { headers: signed(target) })).status).toBe(200);
  });

  test('behavior: finds an agent by its key when no office is named', async () => {
    const other = await world.office('other');
    await world.agent(other.id, 'aria');
    const target = '/api/v1/offices';
    for (const id of [officeId, other.id]) {
      const headers = signed(target, { key: world.emulator.agentKey(id, 'aria') });
      expect((await raw(url(target), { headers })).json).toMatchObject([{ id }]);
    }
  });

  test('behavior: verifies the raw target with percent-encoding and query', async () => {
    for (const rest of [
      'files/a%2Fb%20c',
      'files/a%2fb',
      'files?x=1&y=%20+',
      'files?',
      'files?a=b?c',
      'files/%7Etilde',
    ]) {
      const target = `/api/v1/offices/${officeId}/${rest}`;
      // `fetch` sends these as they are written, but for an empty query.
      const sent = target.replace(/\?$/, '');
      expect([rest, (await raw(url(target), { headers: signed(sent) })).status]).not.toEqual([rest, 401]);
      expect([
        rest,
        (await raw(url(target), { headers: signed(decodeURIComponent(`${sent}#`)) })).status,
      ]).toEqual([rest, 401]);
    }
  });

  test('behavior: verifies the method, not the body', async () => {
    const target = `/api/v1/offices/${officeId}/tasks`;
    const headers = { ...signed(target, { method: 'POST' }), 'Content-Type': 'application/json' };
    for (const title of ['one', 'two']) {
      const answer = await raw(url(target), { method: 'POST', headers, body: JSON.stringify({ title }) });
      expect([answer.status, answer.json]).toMatchObject([200, { title }]);
    }
    expect((await raw(url(target), { headers })).status).toBe(401);
  });

  test.each([
    [-61, 401],
    [-60, 200],
    [0, 200],
    [60, 200],
    [61, 401],
  ])('behavior: a timestamp %i s off gives %i', async (seconds, status) => {
    const target = `/api/v1/offices/${officeId}`;
    const headers = signed(target, { at: Math.floor(time / 1000) + seconds });
    expect((await raw(url(target), { headers })).status).toBe(status);
  });

  test('behavior: accepts a signature repeatedly until it is too old', async () => {
    const target = `/api/v1/offices/${officeId}`;
    const headers = signed(target);
    const answers = await Promise.all(Array.from({ length: 10 }, () => raw(url(target), { headers })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    time += 61_000;
    expect((await raw(url(target), { headers })).status).toBe(401);
  });

  test.each(['', '1e9', '+1', '-1', '01', '1.0', 'now', '99999999999999999999', ' '])(
    'error: answers 401 to the timestamp «%s»',
    async (timestamp) => {
      const target = `/api/v1/offices/${officeId}`;
      const headers = { ...signed(target), 'X-Timestamp': timestamp };
      expect((await raw(url(target), { headers })).status).toBe(401);
    },
  );

  test('error: refuses another key, name or office, and a broken signature', async () => {
    const target = `/api/v1/offices/${officeId}`;
    const { privateKey } = generateKeyPair();
    expect((await raw(url(target), { headers: signed(target, { key: privateKey }) })).status).toBe(401);
    expect((await raw(url(target), { headers: signed(target, { as: 'bo' }) })).status).toBe(401);
    for (const signature of ['', '00', 'zz', '0'.repeat(128), 'f'.repeat(128)]) {
      const headers = { ...signed(target), 'X-Signature': signature };
      expect((await raw(url(target), { headers })).status).toBe(401);
    }
    const elsewhere = await world.office('elsewhere');
    const foreign = `/api/v1/offices/${elsewhere.id}`;
    expect((await raw(url(foreign), { headers: signed(foreign) })).status).toBe(403);
    expect(
      (await raw(url('/api/v1/offices/nowhere'), { headers: signed('/api/v1/offices/nowhere') })).status,
    ).toBe(404);
  });

  test('behavior: accepts a custom key from customConfig in place of the generated one', async () => {
    const own = generateKeyPair();
    const office = await world.office('keys');
    await world.owner.employees.hire(office.id, { name: 'cleo', customConfig: { publicKey: own.publicKey } });
    const target = `/api/v1/offices/${office.id}`;
    const headers = () => signed(target, { as: 'cleo', key: own.privateKey });
    expect((await raw(url(target), { headers: headers() })).status).toBe(200);
    expect(() => world.emulator.agentKey(office.id, 'cleo')).toThrow('a key of its own');
    const next = generateKeyPair();
    await world.owner.employees.update(office.id, 'cleo', { customConfig: { publicKey: next.publicKey } });
    expect((await raw(url(target), { headers: headers() })).status).toBe(401);
    expect(
      (await raw(url(target), { headers: signed(target, { as: 'cleo', key: next.privateKey }) })).status,
    ).toBe(200);
  });

  test('error: answers 403 to an archived agent', async () => {
    const office = await world.office('archive');
    await world.agent(office.id, 'dora');
    await world.owner.employees.archive(office.id, 'dora');
    const target = `/api/v1/offices/${office.id}`;
    const headers = signed(target, { as: 'dora', key: world.emulator.agentKey(office.id, 'dora') });
    expect(await raw(url(target), { headers })).toMatchObject({
      status: 403,
      json: { code: 'agent_archived' },
    });
  });
});

describe('first-party tokens', () => {
  const token = (
    claims: { userId: string; role?: string },
    secret = world.emulator.jwtSecret,
    now = time / 1000,
  ) => ({
    Authorization: `Bearer ${generateJWT({ botId: 'test', ...claims }, secret, { now: Math.floor(now) })}`,
  });

  test('default: lets a token act for its user', async () => {
    const headers = token({ userId: world.emulator.user.id });
    expect((await raw(url(`/api/v1/offices/${officeId}`), { headers })).status).toBe(200);
    expect(
      (await raw(url(`/api/v1/offices/${officeId}`), { headers: token({ userId: 'stranger' }) })).status,
    ).toBe(403);
  });

  test('behavior: lets an admin act on every office', async () => {
    for (const claims of [{ userId: 'admin' }, { userId: 'stranger', role: 'admin' }]) {
      const { json } = await raw(url('/api/v1/offices'), { headers: token(claims) });
      expect(json).toContainEqual(expect.objectContaining({ id: officeId }));
      expect((await raw(url(`/api/v1/offices/${officeId}`), { headers: token(claims) })).status).toBe(200);
    }
  });

  test('error: refuses another secret, an old token and no token', async () => {
    const user = { userId: world.emulator.user.id };
    const path = url('/api/v1/offices');
    expect((await raw(path, { headers: token(user, 'another secret of at least 32 bytes') })).status).toBe(
      401,
    );
    expect((await raw(path, { headers: token(user, undefined, time / 1000 - 100_000) })).status).toBe(401);
    expect((await raw(path, { headers: { Authorization: 'Bearer a.b.c' } })).status).toBe(401);
  });

  test('error: the dashboard accepts API keys only', async () => {
    const at = `${world.emulator.dashboardEndpoint}/api/offices`;
    const body = JSON.stringify({ name: 'x' });
    const json = { 'Content-Type': 'application/json' };
    const bearer = { ...json, ...token({ userId: world.emulator.user.id }) };
    expect((await raw(at, { method: 'POST', body, headers: bearer })).status).toBe(401);
    const agent = { ...json, ...signed('/api/offices', { method: 'POST' }) };
    expect((await raw(at, { method: 'POST', body, headers: agent })).status).toBe(401);
  });
});
