import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Clock } from '../core/Clock.ts';
import { defaultLimits } from '../core/LimitSettings.ts';
import { handlersOf } from '../handlers/handlers.ts';
import { Platform } from '../platform/Platform.ts';
import { Database } from '../store/Database.ts';
import { raw, startWorld, type World } from '../testing/world.ts';
import { routesOf } from './routes.ts';

let world: World;
let officeId: string;
let owner: Record<string, string>;

beforeAll(async () => {
  world = await startWorld({ brain: 'none' });
  officeId = (await world.office()).id;
  owner = { Authorization: `Bearer ${world.emulator.apiKey}` };
});
afterAll(() => world?.close());

describe('queries', () => {
  const at = (query: string) =>
    raw(`${world.emulator.endpoint}/api/v1/offices/${officeId}/credits/history${query}`, { headers: owner });

  test('default: parses numbers and ignores unknown parameters', async () => {
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
  ])('error: answers 400 with the parameter to %s', async (query) => {
    const name = query.split('=')[0] ?? '';
    expect(await at(`?${query}`)).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining(name) },
    });
  });

  test('error: answers 400 to a repeated parameter', async () => {
    expect(await at('?limit=1&limit=2')).toMatchObject({ status: 400 });
  });
});

describe('routes', () => {
  const settings = {
    jwtSecret: '',
    limits: { ...defaultLimits(), initialCredits: 0, readyAfterMs: 0 },
    dialect: 'both',
    exec: true,
    clock: new Clock(),
  } as const;
  const handlers = handlersOf(new Platform(new Database(), settings));

  test('default: have a handler for every operation of the contract', () => {
    // The client's own need none: `/healthz` is a route apart.
    const unserved = routesOf('office-manager', handlers).filter(({ handler }) => !handler);
    expect(unserved.map(({ endpoint }) => endpoint.name)).toEqual(['client.health']);
  });

  test('default: prefer fixed segments to parameters', () => {
    const paths = routesOf('office-manager', handlers).map(
      ({ method, segments }) => `${method} ${segments.join('/')}`,
    );
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
  ])('error: answer 501 with the route to %s %s', async (method, path) => {
    const { status, json } = await raw(world.emulator.endpoint + path, { method, headers: owner });
    expect([status, json]).toEqual([
      501,
      { error: expect.stringContaining(`${method} ${path}`), code: 'unknown_route' },
    ]);
  });

  test('default: serve /healthz without credentials on either host', async () => {
    for (const host of [world.emulator.endpoint, world.emulator.dashboardEndpoint]) {
      expect((await raw(`${host}/healthz`)).status).toBe(200);
    }
  });

  test('behavior: serve only its own routes on the dashboard', async () => {
    expect((await raw(`${world.emulator.dashboardEndpoint}/api/v1/offices`, { headers: owner })).status).toBe(
      501,
    );
    expect(
      (await raw(`${world.emulator.endpoint}/api/offices`, { method: 'POST', headers: owner })).status,
    ).toBe(501);
  });
});
