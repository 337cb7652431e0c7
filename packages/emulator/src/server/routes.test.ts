import { contract, type Endpoint, type Group } from '@mitosislabs/api/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raw, startWorld, type World } from '../testing/world.ts';
import { routesOf } from './routes.ts';

let world: World;
let officeId: string;
let owner: Record<string, string>;
let stranger: Record<string, string>;

beforeAll(async () => {
  world = await startWorld({ brain: 'none' });
  officeId = (await world.office()).id;
  owner = { Authorization: `Bearer ${world.emulator.apiKey}` };
  stranger = { Authorization: `Bearer ${world.emulator.createUser('stranger@mitosis.test').apiKey}` };
});
afterAll(() => world?.close());

const groups: Readonly<Record<string, Group>> = contract;
const endpoints: Endpoint[] = Object.values(groups)
  .flatMap((group) => Object.values(group))
  .filter(({ name }) => !name.startsWith('client.'));
const inOffice = endpoints.filter(({ route }) => route.includes('{officeId}'));
const withJson = endpoints.filter(({ body }) => body !== undefined);

/** Sends a request to an operation, every path parameter but the office being `none`. */
function send(endpoint: Endpoint, office: string, headers: Record<string, string>, body?: string) {
  const [method = '', path = ''] = endpoint.route.split(' ');
  const target = path.replace('{officeId}', office).replace(/\{\w+\}/g, 'none');
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const init = { method, headers: { ...json, ...headers }, ...(body !== undefined && { body }) };
  return raw(world.emulator.endpoint + target, init);
}

describe('every operation of the contract', () => {
  test('default: has a handler', () => {
    // The client's own two need none: `/healthz` is a route apart, and `verifyAuth` is `offices.list`.
    const unserved = routesOf('office-manager').filter(({ handler }) => !handler);
    expect(unserved.map(({ endpoint }) => endpoint.name.split('.')[0])).toEqual(unserved.map(() => 'client'));
  });

  test.each(endpoints)('error: $name without credentials is 401', async (endpoint) => {
    expect(await send(endpoint, officeId, {})).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
  });

  test.each(inOffice)('error: $name in an office of somebody else is 403', async (endpoint) => {
    const { status, json } = await send(endpoint, officeId, stranger);
    expect([status, json]).toEqual([403, { error: 'you do not own this office', code: 'forbidden' }]);
  });

  test.each(inOffice)('error: $name in an office that does not exist is 404', async (endpoint) => {
    expect(await send(endpoint, 'nowhere', owner)).toMatchObject({
      status: 404,
      json: { code: 'not_found' },
    });
  });

  test.each(withJson)('error: $name with a broken body is 4xx and names what is wrong', async (endpoint) => {
    for (const body of ['', '{', '{"a":1', 'nothing', '{"a":"\\ud800"}', '{"a":"\\u0000"}', '['.repeat(70)]) {
      const { status, json } = await send(endpoint, officeId, owner, body);
      expect([body, status, json]).toEqual([
        body,
        400,
        { error: expect.any(String), code: 'invalid_request' },
      ]);
    }
    const text = { ...owner, 'Content-Type': 'text/plain' };
    expect((await send(endpoint, officeId, text, '{}')).status).toBe(415);
  });

  test.each(withJson.filter(({ body }) => body?.type !== 'unknown'))(
    'error: $name with a body of another shape is 400',
    async (endpoint) => {
      for (const body of ['null', '"text"', '1', 'true', '[]', '[{}]']) {
        const { status, json } = await send(endpoint, officeId, owner, body);
        expect([body, status, json]).toMatchObject([body, 400, { code: 'invalid_request' }]);
      }
    },
  );

  test('error: a wrong field is named, at any depth', async () => {
    const hire = contract.employees.hire;
    const cases: [unknown, string][] = [
      [{}, 'name must be'],
      [{ name: 5 }, 'name must be string, got 5'],
      [{ name: 'a', channels: { xmtp: 'yes' } }, 'channels.xmtp must be'],
      [{ name: 'a', channels: [] }, 'channels must be an object, got a list'],
      [{ name: 'a', skills: ['a', 1] }, 'skills.1 must be'],
    ];
    for (const [body, problem] of cases) {
      const { status, json } = await send(hire, officeId, owner, JSON.stringify(body));
      expect([status, json]).toMatchObject([400, { error: expect.stringContaining(problem) }]);
    }
  });
});

describe('queries', () => {
  const at = (query: string) =>
    raw(`${world.emulator.endpoint}/api/v1/offices/${officeId}/credits/history${query}`, { headers: owner });

  test('default: numbers are read as numbers, and what is not known is left alone', async () => {
    expect((await at('?limit=1')).json).toHaveLength(1);
    expect((await at('?limit=0')).json).toEqual([]);
    expect((await at('?limit=1&offset=1&colour=blue')).json).toEqual([]);
  });

  test.each([
    'limit=NaN',
    'limit=-1',
    'limit=1.5',
    'limit=',
    'limit=1e3',
    'limit=0x1',
    'limit=true',
    'offset=null',
  ])('error: %s is 400 and named', async (query) => {
    const name = query.split('=')[0] ?? '';
    expect(await at(`?${query}`)).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining(name) },
    });
  });

  test('error: a parameter that stands there twice is 400', async () => {
    expect(await at('?limit=1&limit=2')).toMatchObject({ status: 400 });
  });
});

describe('routes', () => {
  test('default: fixed segments win over parameters', () => {
    const paths = routesOf('office-manager').map(({ method, segments }) => `${method} ${segments.join('/')}`);
    for (const [fixed, open] of [
      ['GET /api/v1/offices/{officeId}/tasks/stats', 'GET /api/v1/offices/{officeId}/tasks/{taskId}'],
      ['GET /api/v1/offices/{officeId}/files/_changes', 'GET /api/v1/offices/{officeId}/files/{filename}'],
      ['GET /api/v1/offices/{officeId}/env/values', 'DELETE /api/v1/offices/{officeId}/env/{key}'],
    ] as const) {
      expect(paths.indexOf(fixed)).toBeGreaterThanOrEqual(0);
      expect(paths.indexOf(fixed)).toBeLessThan(paths.indexOf(open));
    }
  });

  test.each([
    ['GET', '/api/v1/unheard-of'],
    ['PUT', '/api/v1/offices'],
    ['GET', '/api/v1/offices/'],
    ['GET', '/API/v1/offices'],
    ['GET', '/%61pi/v1/offices'],
  ])('error: %s %s is 501 and named', async (method, path) => {
    const { status, json } = await raw(world.emulator.endpoint + path, { method, headers: owner });
    expect([status, json]).toEqual([
      501,
      { error: expect.stringContaining(`${method} ${path}`), code: 'unknown_route' },
    ]);
  });

  test('default: /healthz needs no credentials, on either host', async () => {
    for (const host of [world.emulator.endpoint, world.emulator.dashboardEndpoint]) {
      expect((await raw(`${host}/healthz`)).status).toBe(200);
    }
  });

  test('behavior: the dashboard serves only what goes through it', async () => {
    expect((await raw(`${world.emulator.dashboardEndpoint}/api/v1/offices`, { headers: owner })).status).toBe(
      501,
    );
    expect(
      (await raw(`${world.emulator.endpoint}/api/offices`, { method: 'POST', headers: owner })).status,
    ).toBe(501);
  });
});
