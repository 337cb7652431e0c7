import type { IncomingMessage } from 'node:http';
import { generateKeyPair, verifyJWT, verifySignature } from '@mitosislabs/auth';
import { bodyOf, serve, type TestServer } from '@mitosislabs/tooling/serve';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ServerClock } from '../call/ServerClock.ts';
import { failure } from '../testing/failure.ts';
import { wires } from '../testing/wires.ts';
import { Transport } from './Transport.ts';

const WINDOW_S = 60;
const SECRET = 'an-office-manager-secret-of-40-bytes-ok!';
const keys = generateKeyPair();
const agent = { agentId: 'aria', signingKey: keys.privateKey };
const jwt = { jwtSecret: SECRET, userId: 'u1' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A server whose clock is ahead, and who believes that clock only. */
function clocked(
  state: { ahead: number; headers?: () => Record<string, string>; refusesAll?: boolean },
  isGood: (request: IncomingMessage, now: number) => boolean = isSigned,
): Promise<TestServer> {
  return serve(async (request, response) => {
    const now = Date.now() + state.ahead;
    const headers = { date: new Date(now).toUTCString(), ...state.headers?.() };
    if (state.refusesAll || !isGood(request, now / 1000)) {
      response.writeHead(401, headers).end('{"error":"stale"}');
    } else if (request.url === '/stream') {
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' }).end('data: 1\n\n');
    } else response.writeHead(200, headers).end(JSON.stringify(String(await bodyOf(request))));
  });
}

function isSigned({ method = '', url = '', headers }: IncomingMessage, now: number): boolean {
  const timestamp = String(headers['x-timestamp']);
  const signature = String(headers['x-signature']);
  const isFresh = Math.abs(now - Number(timestamp)) <= WINDOW_S;
  return isFresh && verifySignature(keys.publicKey, { method, path: url, timestamp, signature });
}

function hasToken({ headers }: IncomingMessage, now: number): boolean {
  try {
    const { iat = 0 } = verifyJWT(headers.authorization?.slice('Bearer '.length) ?? '', SECRET, { now });
    return iat <= now + WINDOW_S;
  } catch {
    return false;
  }
}

describe.each(wires)('%s', (name, wire) => {
  // The clock is the same for all wires.
  const skews =
    name === 'fetchWire'
      ? [-HOUR, HOUR]
      : [-HOUR, -10 * MINUTE, -2 * MINUTE, -75_000, 0, 75_000, 2 * MINUTE, 10 * MINUTE, HOUR];

  test.each(skews)(
    'behavior: sends at most one more request in 100 calls to a server %i ms ahead',
    async (ahead) => {
      for (const [credentials, isGood] of [
        [{ agent }, isSigned],
        [{ jwt }, hasToken],
      ] as const) {
        await using server = await clocked({ ahead }, isGood);
        const transport = new Transport({ endpoint: server.url, ...credentials, wire: wire() });
        await transport.request('GET', '/x');
        const first = server.seen.length;
        expect(first).toBeLessThanOrEqual(2);
        if ('agent' in credentials) expect(first).toBe(ahead === 0 ? 1 : 2);
        for (let call = 0; call < 100; call++) await transport.request('GET', '/x');
        expect(server.seen).toHaveLength(first + 100);
      }
    },
  );

  test('behavior: signs a refused non-repeatable request again', async () => {
    await using server = await clocked({ ahead: HOUR });
    const transport = new Transport({ endpoint: server.url, agent, wire: wire() });
    expect(await transport.request('POST', '/x', { body: { a: 1 } })).toBe('{"a":1}');
    const [first, second] = server.seen.map(({ headers }) => headers['idempotency-key']);
    expect(second).toBe(first);
  });

  test('behavior: corrects 20 concurrent calls, and later calls need no correction', async () => {
    await using server = await clocked({ ahead: -HOUR });
    const transport = new Transport({ endpoint: server.url, agent, wire: wire() });
    await Promise.all(Array.from({ length: 20 }, () => transport.request('GET', '/x')));
    expect(server.seen.length).toBeLessThanOrEqual(40);
    const before = server.seen.length;
    await Promise.all(Array.from({ length: 20 }, () => transport.request('GET', '/x')));
    expect(server.seen).toHaveLength(before + 20);
  });
});

describe('a clock that is off', () => {
  test('behavior: with maxRetries 0, corrects only the next call', async () => {
    await using server = await clocked({ ahead: HOUR });
    const transport = new Transport({ endpoint: server.url, agent, maxRetries: 0 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ status: 401 });
    expect(server.seen).toHaveLength(1);
    await transport.request('GET', '/x');
    expect(server.seen).toHaveLength(2);
  });

  test('behavior: with a one-shot body, corrects only the next call', async () => {
    await using server = await clocked({ ahead: HOUR });
    const transport = new Transport({ endpoint: server.url, agent });
    const body = (): ReadableStream => new Blob(['x']).stream();
    // Read by the server before it answers, so that the body is used up.
    const error = await failure(transport.request('PUT', '/x', { body: body() }));
    expect(error).toMatchObject({ status: 401 });
    expect(await transport.request('PUT', '/x', { body: body() })).toBe('x');
    expect(server.seen).toHaveLength(2);
  });

  test('behavior: corrects streams', async () => {
    await using server = await clocked({ ahead: HOUR });
    const transport = new Transport({ endpoint: server.url, agent });
    for await (const { data } of transport.stream('/stream', { maxReconnects: 0 })) expect(data).toBe('1');
    expect(server.seen).toHaveLength(2);
  });

  test('behavior: shares the server’s time with as(agent)', async () => {
    await using server = await clocked({ ahead: HOUR });
    const transport = new Transport({ endpoint: server.url, agent });
    await transport.request('GET', '/x');
    await transport.as(agent).request('GET', '/x');
    await transport.request('GET', '/x', { asAgent: agent });
    expect(server.seen).toHaveLength(4);
  });

  test('behavior: notices when the clock is corrected and when it is off again', async () => {
    const state = { ahead: HOUR };
    await using server = await clocked(state);
    const transport = new Transport({ endpoint: server.url, agent });
    for (const ahead of [HOUR, 0, -HOUR]) {
      state.ahead = ahead;
      const before = server.seen.length;
      await transport.request('GET', '/x');
      await transport.request('GET', '/x');
      expect(server.seen.length - before).toBe(3);
    }
  });

  test('behavior: logs a warning', async () => {
    await using server = await clocked({ ahead: HOUR });
    const told: [string, unknown][] = [];
    const warn = (message: string, fields: unknown): unknown => told.push([message, fields]);
    const logger = { debug: warn, info: warn, warn, error: warn };
    await new Transport({ endpoint: server.url, agent, logger }).request('GET', '/x');
    expect(told).toHaveLength(1);
    const [[message, fields] = []] = told;
    expect(message).toContain('clock');
    const { serverAheadMs } = fields as { serverAheadMs: number };
    expect(Math.abs(serverAheadMs - HOUR)).toBeLessThan(10_000);
  });
});

describe('an unusable Date', () => {
  const days = 24 * HOUR;

  test.each<[string, () => Record<string, string>]>([
    ['of a cache', () => ({ date: new Date(Date.now() + HOUR).toUTCString(), age: '0' })],
    ['more than a day ahead', () => ({ date: new Date(Date.now() + days + MINUTE).toUTCString() })],
    ['more than a day behind', () => ({ date: new Date(Date.now() - days - MINUTE).toUTCString() })],
    ['that is none', () => ({ date: 'tomorrow' })],
    ['that is right', () => ({ date: new Date().toUTCString() })],
  ])('error: returns the 401: %s', async (_, headers) => {
    await using server = await clocked({ ahead: 0, headers, refusesAll: true });
    const transport = new Transport({ endpoint: server.url, agent });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ name: 'AuthenticationError' });
    expect(server.seen).toHaveLength(1);
  });

  test('error: forgets the offset of a server that refuses the corrected request', async () => {
    await using server = await clocked({ ahead: 2 * HOUR, refusesAll: true });
    const transport = new Transport({ endpoint: server.url, agent });
    for (let call = 1; call <= 3; call++) {
      expect(await failure(transport.request('POST', '/x'))).toMatchObject({
        status: 401,
        outcome: 'rejected',
      });
      expect(server.seen).toHaveLength(2 * call);
      const time = Number(server.seen.at(-2)?.headers['x-timestamp']);
      expect(Math.abs(time - Date.now() / 1000)).toBeLessThan(10);
    }
  });

  test('error: sends one more request per call when Date changes each time', async () => {
    let ahead = 0;
    const headers = (): Record<string, string> => {
      ahead += 10 * MINUTE;
      return { date: new Date(Date.now() + ahead).toUTCString() };
    };
    await using server = await clocked({ ahead: 0, headers, refusesAll: true });
    await failure(new Transport({ endpoint: server.url, agent }).request('GET', '/x'));
    expect(server.seen).toHaveLength(2);
  });

  test('behavior: signs again a few times for an emulator whose clock is set meanwhile', async () => {
    const year = 365 * days;
    let ahead = 0;
    let refusals = 0;
    await using server = await serve((request, response) => {
      const isRefused = refusals-- > 0 || !isSigned(request, (Date.now() + ahead) / 1000);
      if (isRefused) ahead += year;
      const date = new Date(Date.now() + ahead).toUTCString();
      response.writeHead(isRefused ? 401 : 204, { date, 'x-emulated-time': '1' }).end();
    });
    const transport = new Transport({ endpoint: server.url, agent });
    refusals = 4;
    await transport.request('POST', '/x');
    expect(server.seen).toHaveLength(5);
    refusals = 1_000;
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ status: 401 });
    expect(server.seen).toHaveLength(5 + 11);
  });

  test('behavior: forgets a wrong offset that was learned without a second request', async () => {
    const state = { ahead: HOUR, refusesAll: true };
    await using server = await clocked(state);
    const transport = new Transport({ endpoint: server.url, agent, maxRetries: 0 });
    await failure(transport.request('GET', '/x'));
    await failure(transport.request('GET', '/x'));
    state.ahead = 0;
    state.refusesAll = false;
    const refused = server.seen.length;
    await transport.request('GET', '/x');
    // Signed by the right clock at once.
    expect(server.seen).toHaveLength(refused + 1);
  });

  test('behavior: ignores Date with an API key or without credentials', async () => {
    await using server = await clocked({ ahead: HOUR, refusesAll: true });
    for (const credentials of [{ apiKey: 'mi_abc' }, {}]) {
      await failure(new Transport({ endpoint: server.url, ...credentials }).request('GET', '/x'));
    }
    expect(server.seen).toHaveLength(2);
  });

  test('behavior: keeps one offset per host', async () => {
    await using api = await clocked({ ahead: HOUR });
    await using dashboard = await clocked({ ahead: 0 });
    const transport = new Transport({ endpoint: api.url, dashboardEndpoint: dashboard.url, agent });
    await transport.request('GET', '/x');
    await transport.request('GET', '/x', { host: 'dashboard' });
    expect(dashboard.seen).toHaveLength(1);
  });
});

describe('measurement', () => {
  const at = (ms: number): Record<string, string> => ({ date: new Date(ms).toUTCString() });
  /** Sends at 0, on clocks of the test. */
  function sent() {
    vi.useFakeTimers({ now: 0 });
    return { clock: new ServerClock(), now: { time: 0, at: performance.now() } };
  }
  afterEach(() => void vi.useRealTimers());

  test('behavior: ignores a difference smaller than the round trip', () => {
    const { clock, now } = sent();
    expect(clock.learn('o', at(9_000), now)).toBe(false);
    vi.advanceTimersByTime(2_000);
    expect(clock.learn('o', at(60_000), now)).toBe(true);
    expect(clock.offset('o')).toBe(59_500);
    clock.forget('o');
    vi.advanceTimersByTime(28_000);
    expect(clock.learn('o', at(20_000), now)).toBe(false);
    expect(clock.offset('o')).toBe(0);
  });

  test.each([-HOUR, HOUR])(
    'behavior: learns the right offset when the clock changes by %i ms during the request',
    (step) => {
      const { clock, now } = sent();
      vi.advanceTimersByTime(2_000);
      vi.setSystemTime(2_000 + step);
      // The server's clock was right; the local one was set.
      expect(clock.learn('o', at(1_000), now)).toBe(false);
      expect(clock.learn('o', at(1_000 + step), now)).toBe(true);
      expect(Math.abs(clock.offset('o'))).toBeLessThanOrEqual(500);
    },
  );
});

describe('when the local clock changes by an hour', () => {
  /** A monotonic clock. */
  const real = (): number => performance.timeOrigin + performance.now();
  let step = 0;
  beforeEach(() => {
    step = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => Math.floor(real() + step));
  });
  afterEach(() => void vi.restoreAllMocks());

  test('behavior: corrects each signature with one more request', async () => {
    await using server = await serve((request, response) => {
      response.setHeader('date', new Date(real()).toUTCString());
      // Set while a request is on its way, too.
      if (request.url?.startsWith('/step/')) step = Number(request.url.slice('/step/'.length));
      response.writeHead(isSigned(request, real() / 1000) ? 204 : 401).end();
    });
    const transport = new Transport({ endpoint: server.url, agent });
    for (const next of [HOUR, 0, -HOUR, HOUR, -HOUR]) {
      step = next;
      await transport.request('GET', '/x');
      await transport.request('GET', `/step/${-next}`);
      await transport.request('GET', '/x');
      await transport.request('GET', `/step/${next}`);
      await transport.request('GET', '/x');
    }
    expect(server.seen.length).toBeLessThanOrEqual(25 + 15);
  });

  test.each([-HOUR, HOUR])(
    'behavior: retries within the time limit when the clock changes by %i ms',
    async (by) => {
      let requests = 0;
      await using server = await serve((_, response) => {
        step += by;
        response.writeHead(requests++ < 2 ? 503 : 204).end();
      });
      await new Transport({ endpoint: server.url }).request('GET', '/x');
      expect(requests).toBe(3);
    },
  );
});
