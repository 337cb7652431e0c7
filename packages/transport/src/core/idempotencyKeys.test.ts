import type { IncomingMessage, ServerResponse } from 'node:http';
import { generateKeyPair } from '@mitosislabs/auth';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import type { Middleware } from '../options/Middleware.ts';
import type { TransportRequest } from '../options/TransportLike.ts';
import { failure } from '../testing/failure.ts';
import { wires } from '../testing/wires.ts';
import { Transport } from './Transport.ts';

/** How a server treats keys: it ignores them, replays responses, or also marks each response as a replay or not. */
type Kind = 'ignores' | 'replays' | 'says';

interface Shop extends TestServer {
  /** How often each order was done. */
  readonly done: Map<string, number>;
  /** The keys of all requests, in the order in which they came. */
  readonly keys: (string | undefined)[];
  kind: Kind;
}

const lose = (request: IncomingMessage): void => void request.socket.destroy();
const answer =
  (status: number, headers = {}) =>
  (_: IncomingMessage, response: ServerResponse): void =>
    void response.writeHead(status, headers).end('{"error":"no"}');

/**
 * Serves orders: `POST /<order>` adds one of it. The path `/lost/…` loses the answers of as many requests as the list
 * `losses` has ways to lose them, after the order is done.
 */
async function shop(
  kind: Kind,
  losses: ((request: IncomingMessage, response: ServerResponse) => void)[] = [],
) {
  const done = new Map<string, number>();
  const keys: (string | undefined)[] = [];
  const answered = new Set<string>();
  const server = await serve((request, response) => {
    const key = request.headers['idempotency-key']?.toString();
    keys.push(key);
    const order = request.url ?? '';
    const isReplay = shop.kind !== 'ignores' && key !== undefined && answered.has(key);
    if (key !== undefined) answered.add(key);
    if (!isReplay) done.set(order, (done.get(order) ?? 0) + 1);
    if (isReplay) response.setHeader('Idempotent-Replayed', 'true');
    else if (shop.kind === 'says') response.setHeader('Idempotent-Replayed', 'false');
    const loss = order.startsWith('/lost') && !isReplay ? losses.shift() : undefined;
    if (loss) return loss(request, response);
    return void response.writeHead(200, { 'content-type': 'application/json' }).end('"done"');
  });
  const shop: Shop = Object.assign(server, { done, keys, kind });
  return shop;
}

const keyed: TransportRequest = {
  idempotency: 'idempotency-key',
  lookup: 'orders.list',
  body: { amount: 100 },
};
const unknown = { outcome: 'unknown', lookup: 'orders.list', hint: expect.stringContaining('`orders.list`') };

/** Failures that leave the outcome unknown. */
const losses: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  'a reset': lose,
  'a cut answer': (request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"id":', () => request.socket.destroy());
  },
  'no answer in time': () => undefined,
  '408': answer(408),
  '500': answer(500),
  '502': answer(502),
  '503': answer(503),
  '503 with Retry-After': answer(503, { 'retry-after': '0' }),
  '504': answer(504),
};

// Together: some wait for the time limit of an attempt.
describe.concurrent.each(wires)('%s', (_, wire) => {
  describe.each(Object.entries(losses))('%s', (_name, loss) => {
    test('default: sends once to a server that ignores keys, and hints to check', async () => {
      await using server = await shop('ignores', [loss]);
      const transport = new Transport({ endpoint: server.url, attemptTimeout: 6_000, wire: wire() });
      await transport.request('POST', '/first', keyed);
      const error = await failure(transport.request('POST', '/lost', keyed));
      expect(error).toMatchObject(unknown);
      expect(error.toJSON()).toMatchObject({ outcome: 'unknown', lookup: 'orders.list' });
      expect(server.done.get('/lost')).toBe(1);
    });

    test('behavior: retries when the server reports support for keys', async () => {
      await using server = await shop('says', [loss]);
      const transport = new Transport({ endpoint: server.url, attemptTimeout: 6_000, wire: wire() });
      await transport.request('POST', '/first', keyed);
      const { response } = await transport.request('POST', '/lost', keyed).withResponse();
      expect(response).toMatchObject({ attempts: 2, headers: { 'idempotent-replayed': 'true' } });
      expect(server.done.get('/lost')).toBe(1);
    });
  });
});

describe('detection of support', () => {
  test('default: does not retry the first request', async () => {
    await using server = await shop('says', [lose]);
    const transport = new Transport({ endpoint: server.url });
    expect(await failure(transport.request('POST', '/lost', keyed))).toMatchObject(unknown);
    expect(server.keys).toHaveLength(1);
  });

  test('behavior: retries when the config trusts keys', async () => {
    await using server = await shop('replays', [lose]);
    const transport = new Transport({ endpoint: server.url, idempotencyKeys: true });
    expect(await transport.request('POST', '/lost', keyed)).toBe('done');
    expect(server.done.get('/lost')).toBe(1);
  });

  test('behavior: does not retry when the config distrusts keys, whatever the server reports', async () => {
    await using server = await shop('says', [lose]);
    const transport = new Transport({ endpoint: server.url, idempotencyKeys: false });
    await transport.request('POST', '/first', keyed);
    expect(await failure(transport.request('POST', '/lost', keyed))).toMatchObject(unknown);
    expect(server.done.get('/lost')).toBe(1);
  });

  test("behavior: retries after a replay of the caller's own key", async () => {
    await using server = await shop('replays', [lose]);
    const transport = new Transport({ endpoint: server.url });
    for (let times = 0; times < 2; times++) {
      await transport.request('POST', '/first', { ...keyed, idempotencyKey: 'order-7' });
    }
    expect(await transport.request('POST', '/lost', keyed)).toBe('done');
    expect([server.done.get('/first'), server.done.get('/lost')]).toEqual([1, 1]);
  });

  test('behavior: ignores a replay header on the first response to a new key', async () => {
    let requests = 0;
    await using server = await serve((request, response) => {
      if (++requests > 1) return lose(request);
      return void response.setHeader('Idempotent-Replayed', 'true').end('"done"');
    });
    const transport = new Transport({ endpoint: server.url });
    await transport.request('POST', '/first', keyed);
    expect(await failure(transport.request('POST', '/lost', keyed))).toMatchObject(unknown);
    expect(requests).toBe(2);
  });

  test('behavior: does not trust other origins', async () => {
    await using first = await shop('says');
    await using second = await shop('ignores', [lose]);
    const transport = new Transport({ endpoint: first.url, dashboardEndpoint: second.url });
    await transport.request('POST', '/first', keyed);
    const call = transport.request('POST', '/lost', { ...keyed, host: 'dashboard' });
    expect(await failure(call)).toMatchObject(unknown);
    expect(second.done.get('/lost')).toBe(1);
  });

  test('behavior: shares support with as(agent)', async () => {
    await using server = await shop('says', [lose]);
    const transport = new Transport({ endpoint: server.url, apiKey: 'mi_example' });
    await transport.request('POST', '/first', keyed);
    const agent = transport.as({ agentId: 'aria', signingKey: generateKeyPair().privateKey });
    expect(await agent.request('POST', '/lost', keyed)).toBe('done');
    expect(server.done.get('/lost')).toBe(1);
  });

  test.each(['yes', 1, null, 'Auto'])('error: refuses idempotencyKeys %j', (idempotencyKeys) => {
    const config = { endpoint: 'http://127.0.0.1:9', idempotencyKeys } as never;
    expect(() => new Transport(config)).toThrow(expect.objectContaining({ argument: 'idempotencyKeys' }));
  });
});

describe('a server with one backend that ignores keys', () => {
  test('behavior: ends the trust for good after one response without the header', async () => {
    await using server = await shop('says', [lose]);
    const transport = new Transport({ endpoint: server.url });
    await transport.request('POST', '/a', keyed);
    server.kind = 'ignores';
    await transport.request('POST', '/b', keyed);
    server.kind = 'says';
    await transport.request('POST', '/c', keyed);
    expect(await failure(transport.request('POST', '/lost', keyed))).toMatchObject(unknown);
    expect(server.done.get('/lost')).toBe(1);
  });

  test('error: reports a success that may be the second as an error', async () => {
    await using server = await shop('says', [
      (request) => {
        server.kind = 'ignores';
        lose(request);
      },
    ]);
    const transport = new Transport({ endpoint: server.url });
    await transport.request('POST', '/a', keyed);
    expect(await failure(transport.request('POST', '/lost', keyed))).toMatchObject({
      code: 'idempotency_key_ignored',
      status: 200,
      retryable: false,
      ...unknown,
    });
  });
});

describe('custom keys', () => {
  let count = 0;
  const withKey =
    (key: () => string | undefined): Middleware =>
    ({ headers: { 'idempotency-key': _, ...headers }, ...request }, next) => {
      const own = key();
      return next({ ...request, headers: { ...headers, ...(own && { 'idempotency-key': own }) } });
    };

  test('behavior: uses a key from the headers or from a middleware unchanged', async () => {
    await using server = await shop('replays', [lose, lose]);
    const config = { endpoint: server.url, idempotencyKeys: true };
    const headers = { 'Idempotency-Key': 'mine' };
    expect(await new Transport(config).request('POST', '/lost/1', { ...keyed, headers })).toBe('done');
    const middleware = [withKey(() => 'theirs')];
    expect(await new Transport({ ...config, middleware }).request('POST', '/lost/2', keyed)).toBe('done');
    expect(server.keys).toEqual(['mine', 'mine', 'theirs', 'theirs']);
    expect([...server.done.values()]).toEqual([1, 1]);
  });

  test('error: does not retry when a middleware sets a new key for each attempt', async () => {
    await using server = await shop('replays', [lose]);
    const middleware = [withKey(() => `key-${count++}`)];
    const transport = new Transport({ endpoint: server.url, idempotencyKeys: true, middleware });
    expect(await failure(transport.request('POST', '/lost', keyed))).toMatchObject({
      code: 'idempotency_key_changed',
      retryable: false,
      ...unknown,
    });
    expect(server.done.get('/lost')).toBe(1);
  });

  test('error: does not retry when a middleware removes the key', async () => {
    await using server = await shop('replays', [lose]);
    const middleware = [withKey(() => undefined)];
    const transport = new Transport({ endpoint: server.url, idempotencyKeys: true, middleware });
    expect(await failure(transport.request('POST', '/lost', keyed))).toMatchObject(unknown);
    expect(server.done.get('/lost')).toBe(1);
  });

  test('error: 429 leaves the outcome unknown after an unfinished attempt by a middleware', async () => {
    let requests = 0;
    await using server = await serve((request, response) => {
      if (++requests === 1) return lose(request);
      return answer(429, { 'retry-after': '0' })(request, response);
    });
    const twice: Middleware = (request, next) => next(request).catch(() => next(request));
    const transport = new Transport({ endpoint: server.url, middleware: [twice] });
    expect(await failure(transport.request('POST', '/x', keyed))).toMatchObject({ status: 429, ...unknown });
    expect(requests).toBe(2);
  });
});

describe('hints', () => {
  const hintOf = async (
    step: (request: IncomingMessage, response: ServerResponse) => void,
    request = keyed,
  ) => {
    await using server = await serve(step);
    const { hint } = await failure(new Transport({ endpoint: server.url }).request('POST', '/x', request));
    return hint;
  };

  test('default: hints how to check an unknown outcome only', async () => {
    expect(await hintOf(lose)).toMatch(
      /^It may have been done all the same: look with `orders.list` before you do it again\./,
    );
    expect(await hintOf(lose, { idempotency: 'once' })).toMatch(
      /^It may have been done all the same: look before you do it again\./,
    );
    expect(await hintOf(answer(409))).toBe('Choose another name.');
    expect(await hintOf(lose, { idempotency: 'safe', maxRetries: 0 })).not.toContain('may have been done');
  });

  test('behavior: distinguishes a broken connection from one that failed to open', async () => {
    await using server = await serve(lose);
    const { message } = await failure(new Transport({ endpoint: server.url }).request('POST', '/x', keyed));
    expect(message).toMatch(
      /^The connection to http:\/\/127\.0\.0\.1:\d+ broke before the whole response came/,
    );
  });

  test('behavior: never hints to retry a request that may have been done', async () => {
    const hints = [
      await hintOf(() => undefined, { ...keyed, timeout: 1_000 }),
      await hintOf(answer(503)),
      await hintOf((_, response) => void response.end('<html>')),
    ];
    for (const hint of hints) {
      expect(hint).toContain('`orders.list`');
      expect(hint).not.toMatch(/try again/i);
    }
  });

  test('behavior: hints nothing about names for 404 and 409 after an unknown attempt', async () => {
    for (const status of [404, 409]) {
      let requests = 0;
      await using server = await serve((request, response) =>
        ++requests === 1 ? lose(request) : answer(status)(request, response),
      );
      const transport = new Transport({ endpoint: server.url });
      const { outcome, hint } = await failure(transport.request('DELETE', '/x'));
      expect(outcome).toBe('unknown');
      expect(hint).toBe('It may have been done all the same: look before you do it again.');
    }
  });
});

describe('redirect targets', () => {
  test.each([
    [undefined, 'without saying where to (no Location header)'],
    ['http://', 'to an invalid address (its Location cannot be read)'],
    ['javascript:alert(1)', 'to an address that is not http or https (javascript:)'],
    ['data:text/html,x', 'to an address that is not http or https (data:)'],
    ['https://user:pass@other.example/login?token=secret#x', 'to https://other.example/login'],
    ['/there', 'to http://127.0.0.1:'],
  ])('error: describes %j as: %s', async (location, text) => {
    await using server = await serve(
      (_, response) => void response.writeHead(302, location === undefined ? {} : { location }).end(),
    );
    const { message, code } = await failure(new Transport({ endpoint: server.url }).request('POST', '/x'));
    expect(code).toBe('redirect_refused');
    expect(message).toContain(`redirected POST ${server.url}/x ${text}`);
    expect(message).not.toMatch(/null|undefined|secret|pass/);
  });
});
