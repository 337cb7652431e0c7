import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ brain: 'none' });
});
afterAll(() => world?.close());

interface Sent {
  readonly at: 'endpoint' | 'dashboardEndpoint';
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly token?: string | undefined;
  readonly body?: string | Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly code: unknown;
}

/** Calls `info` as a program does, but for what a test changes. */
function send({
  at,
  method = 'POST',
  path = '/__emulator/control/info',
  headers,
  body = '[]',
  ...sent
}: Sent): Promise<Answer> {
  const token = 'token' in sent ? sent.token : world.emulator.controlToken;
  const { port } = new URL(world.emulator[at]);
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { 'Content-Type': 'application/json', ...authorization, ...headers },
      },
      async (response) => {
        const answer = await text(response);
        let code: unknown;
        try {
          code = Reflect.get(Object(JSON.parse(answer)), 'code');
        } catch {
          // No JSON.
        }
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer, code });
      },
    );
    sending.on('error', reject);
    sending.end(method === 'POST' || method === 'PUT' ? body : undefined);
  });
}

describe.each(['endpoint', 'dashboardEndpoint'] as const)('the control plane at %s', (at) => {
  const own = () => new URL(world.emulator[at]).host;

  test('default: answers programs and its own pages, and lets nothing be cached', async () => {
    for (const headers of [
      {},
      { Origin: `http://${own()}` },
      { Origin: `http://${own()}`, 'Sec-Fetch-Site': 'same-origin' },
      { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' },
    ]) {
      const answer = await send({ at, headers });
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  });

  /** For each refusal: the request, and the response. */
  const refused: [string, () => Omit<Sent, 'at'>, number, string][] = [
    ['no token', () => ({ token: undefined }), 401, 'unauthorized'],
    ['an empty token', () => ({ token: '' }), 401, 'unauthorized'],
    ['a wrong token', () => ({ token: 'wrong' }), 401, 'unauthorized'],
    [
      'the start of the token',
      () => ({ token: world.emulator.controlToken.slice(0, -1) }),
      401,
      'unauthorized',
    ],
    [
      'the token in capitals',
      () => ({ token: world.emulator.controlToken.toUpperCase() }),
      401,
      'unauthorized',
    ],
    ['an API key', () => ({ token: world.emulator.apiKey }), 401, 'unauthorized'],
    ['the JWT secret', () => ({ token: world.emulator.jwtSecret }), 401, 'unauthorized'],
    [
      'another scheme',
      () => ({ token: undefined, headers: { Authorization: `Basic ${world.emulator.controlToken}` } }),
      401,
      'unauthorized',
    ],
    [
      'the token in a cookie',
      () => ({ token: undefined, headers: { Cookie: `token=${world.emulator.controlToken}` } }),
      401,
      'unauthorized',
    ],
    [
      'the token in the query',
      () => ({ token: undefined, path: `/__emulator/control/info?token=${world.emulator.controlToken}` }),
      401,
      'unauthorized',
    ],
    [
      'a query beside the token',
      () => ({ path: '/__emulator/control/info?token=x' }),
      400,
      'invalid_request',
    ],
    ['a foreign Host', () => ({ headers: { Host: 'evil.test' } }), 403, 'foreign_host'],
    [
      'a foreign Host with the port',
      () => ({ headers: { Host: own().replace('127.0.0.1', 'evil.test') } }),
      403,
      'foreign_host',
    ],
    ['a foreign Origin', () => ({ headers: { Origin: 'https://evil.test' } }), 403, 'foreign_origin'],
    [
      'the Origin of another port',
      () => ({ headers: { Origin: 'http://127.0.0.1:1' } }),
      403,
      'foreign_origin',
    ],
    ['its own Origin over https', () => ({ headers: { Origin: `https://${own()}` } }), 403, 'foreign_origin'],
    ['Origin: null', () => ({ headers: { Origin: 'null' } }), 403, 'foreign_origin'],
    [
      'Origin: null of another site',
      () => ({ headers: { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' } }),
      403,
      'foreign_origin',
    ],
    [
      'a read of another site without Origin, as an image',
      () => ({
        method: 'GET',
        path: '/__emulator/log',
        headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'image' },
      }),
      403,
      'foreign_origin',
    ],
    [
      'a page on another port of this machine',
      () => ({ headers: { 'Sec-Fetch-Site': 'same-site' } }),
      403,
      'foreign_origin',
    ],
    ['an image without the token', () => ({ method: 'GET', token: undefined }), 401, 'unauthorized'],
    [
      'a preflight',
      () => ({
        method: 'OPTIONS',
        token: undefined,
        headers: { Origin: 'https://evil.test', 'Access-Control-Request-Method': 'POST' },
      }),
      403,
      'foreign_origin',
    ],
    ['OPTIONS of a program', () => ({ method: 'OPTIONS' }), 405, 'method_not_allowed'],
    ['GET', () => ({ method: 'GET' }), 405, 'method_not_allowed'],
    ['PUT', () => ({ method: 'PUT' }), 405, 'method_not_allowed'],
    ['DELETE', () => ({ method: 'DELETE' }), 405, 'method_not_allowed'],
    ['POST to the log', () => ({ path: '/__emulator/log' }), 404, 'unknown_method'],
    [
      'a plain text body, as of a form',
      () => ({ headers: { 'Content-Type': 'text/plain' } }),
      415,
      'unsupported_media_type',
    ],
    [
      'a form',
      () => ({ headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'a=b' }),
      415,
      'unsupported_media_type',
    ],
    ['no list', () => ({ body: '{}' }), 400, 'invalid_request'],
    ['no JSON', () => ({ body: '[' }), 400, 'invalid_request'],
    ['an empty body', () => ({ body: '' }), 400, 'invalid_request'],
    [
      'a body that is nested too deep',
      () => ({ body: `${'['.repeat(100)}${']'.repeat(100)}` }),
      400,
      'invalid_request',
    ],
    [
      'a body that is announced as huge',
      () => ({ headers: { 'Content-Length': 2 ** 40, Connection: 'close' } }),
      413,
      'too_large',
    ],
    ['an unknown method', () => ({ path: '/__emulator/control/stop' }), 404, 'unknown_method'],
    ['a name of an object', () => ({ path: '/__emulator/control/constructor' }), 404, 'unknown_method'],
    ['another spelling', () => ({ path: '/__emulator/control/in%66o' }), 404, 'unknown_method'],
    ['a method below a method', () => ({ path: '/__emulator/control/info/x' }), 404, 'unknown_method'],
    [
      'bytes for a method without bytes',
      () => ({ headers: { 'Content-Type': 'application/octet-stream' } }),
      400,
      'invalid_argument',
    ],
  ];
  test.each(refused)('error: refuses %s', async (_, sent, status, code) => {
    const answer = await send({ at, ...sent() });
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(answer.body).not.toContain(world.emulator.controlToken);
  });

  test('error: a body that is refused before it was read changes nothing', async () => {
    await send({ at, path: '/__emulator/control/setLimits', token: 'wrong', body: '[{"initialCredits":1}]' });
    expect((await world.emulator.control.limits()).initialCredits).toBe(1_000);
  });

  test('default: is not in the log, nor is its token', async () => {
    await send({ at });
    await send({ at, token: 'wrong' });
    await send({ at, headers: { Origin: 'https://evil.test' } });
    await send({ at, path: `/healthz?token=${world.emulator.controlToken}` });
    const requests = await world.emulator.control.log.requests();
    expect(requests.filter(({ target }) => target.startsWith('/__emulator/'))).toEqual([]);
    expect(JSON.stringify(requests)).not.toContain(world.emulator.controlToken);
  });

  test('behavior: other spellings of the prefix do not lead there', async () => {
    for (const path of [
      '/__EMULATOR/control/info',
      '/__emulator',
      '/%5f_emulator/control/info',
      '//__emulator/control/info',
    ]) {
      expect((await send({ at, path })).status).toBe(501);
    }
  });
});

test('behavior: each run has a token of its own', async () => {
  const other = await startWorld({ brain: 'none' });
  expect(other.emulator.controlToken).not.toBe(world.emulator.controlToken);
  expect(other.emulator.controlToken.length).toBeGreaterThanOrEqual(43);
  expect((await send({ at: 'endpoint', token: other.emulator.controlToken })).status).toBe(401);
  await other.close();
});

test('error: a huge body of unknown length is refused while it comes, and changes nothing', async () => {
  const { endpoint, controlToken, control } = world.emulator;
  const MIB = 1024 * 1024;
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(stream) {
      // Arguments may have 64 MiB.
      if (sent++ < 80) stream.enqueue(new Uint8Array(MIB).fill(0x20));
      else stream.close();
    },
  });
  const init = { method: 'POST', body, duplex: 'half' } as const;
  const headers = { Authorization: `Bearer ${controlToken}`, 'Content-Type': 'application/json' };
  const response = await fetch(`${endpoint}/__emulator/control/reset`, { ...init, headers });
  expect(response.status).toBe(413);
  expect(await response.json()).toEqual({ error: expect.stringContaining('larger'), code: 'too_large' });
  expect(sent).toBeGreaterThan(64);
  expect(await control.info()).toMatchObject({ endpoint });
});

test('behavior: faults do not reach the control plane', async () => {
  const faulty = await startWorld({ brain: 'none', faults: () => 'reset' });
  const { endpoint, controlToken } = faulty.emulator;
  const response = await fetch(`${endpoint}/__emulator/control/limits`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${controlToken}`, 'Content-Type': 'application/json' },
    body: '[]',
  });
  expect(response.status).toBe(200);
  await faulty.close();
});
