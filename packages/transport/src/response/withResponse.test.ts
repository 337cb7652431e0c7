import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import type { APIPromise } from '../options/APIPromise.ts';
import { failure } from '../testing/failure.ts';
import { scripted } from '../testing/scripted.ts';
import { wires } from '../testing/wires.ts';
import { readRateLimit } from './readResponse.ts';

describe.each(wires)('%s', (_, wire) => {
  test('default: returns data and head of the response', async () => {
    await using server = await scripted(503, (_request, response) => {
      response.writeHead(201, {
        'X-Request-Id': 'r-1',
        'X-RateLimit-Limit': '100',
        'X-RateLimit-Remaining': '7',
        'X-RateLimit-Reset': '60',
        'Set-Cookie': 'a=b',
      });
      response.end('{"id":"o1"}');
    });
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    const { data, response } = await transport.request<{ id: string }>('PUT', '/x').withResponse();
    expect(data).toEqual({ id: 'o1' });
    expect(response).toMatchObject({
      status: 201,
      requestId: 'r-1',
      attempts: 2,
      rateLimit: { limit: 100, remaining: 7, resetMs: 60_000 },
      headers: { 'x-request-id': 'r-1', 'x-ratelimit-limit': '100' },
    });
    expect(response.headers).not.toHaveProperty('set-cookie');
  });

  test('behavior: returns the head of an empty response, without a rate limit', async () => {
    await using server = await scripted(204);
    const call = new Transport({ endpoint: server.url, wire: wire() }).request('DELETE', '/x');
    const { data, response } = await call.withResponse();
    expect(data).toBeUndefined();
    expect(response).toMatchObject({ status: 204, attempts: 1, requestId: undefined, rateLimit: undefined });
  });
});

describe('one request, however often it is awaited', () => {
  test('behavior: can be awaited both ways, in any order', async () => {
    await using server = await scripted(200);
    const call = new Transport({ endpoint: server.url }).request('GET', '/x');
    const [data, first, second] = await Promise.all([call, call.withResponse(), call.withResponse()]);
    expect([data, first.data, second.data]).toEqual(['done', 'done', 'done']);
    expect(await call.withResponse()).toMatchObject({ data: 'done' });
    expect(server.seen).toHaveLength(1);
  });

  test('behavior: a call is a promise', async () => {
    await using server = await scripted(200, 404);
    const transport = new Transport({ endpoint: server.url });
    const call = transport.request('GET', '/x');
    expect(call).toBeInstanceOf(Promise);
    expect(await call.then((data) => `${String(data)}!`)).toBe('done!');
    expect(await transport.request('GET', '/x').catch(() => 'caught')).toBe('caught');
    let isOver = false;
    await transport
      .request('GET', '/x')
      .finally(() => {
        isOver = true;
      })
      .catch(() => undefined);
    expect(isOver).toBe(true);
  });

  // An unhandled rejection ends the process: here, the test run.
  const failed = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => expect.unreachable(),
      (reason: unknown) => reason,
    );
  const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));
  test.each<[string, (call: APIPromise<unknown>) => Promise<unknown>]>([
    ['the content alone', (call) => failed(call)],
    ['the whole alone', (call) => failed(call.withResponse())],
    [
      'the content, the whole asked for and left',
      (call) => {
        void call.withResponse();
        return failed(call);
      },
    ],
    [
      'the whole, asked for once more and left',
      (call) => {
        void call.withResponse();
        return failed(call.withResponse());
      },
    ],
    ['both', (call) => Promise.all([failed(call), failed(call.withResponse())])],
    [
      'the whole, asked for at once and awaited late',
      async (call) => {
        const whole = call.withResponse();
        await aWhile();
        return failed(whole);
      },
    ],
    [
      'the content, and the whole much later',
      async (call) => {
        await failed(call);
        await aWhile();
        return failed(call.withResponse());
      },
    ],
  ])('error: an awaited failure is handled: %s', async (_, use) => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): unknown => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    await using server = await scripted(404);
    await use(new Transport({ endpoint: server.url }).request('GET', '/x'));
    await use(new Transport({ endpoint: server.url }).request('GET', 'no path'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  test('error: throws the same error both ways', async () => {
    await using server = await scripted(404);
    const call = new Transport({ endpoint: server.url }).request('GET', '/x');
    expect(await failure(call)).toBe(await failure(call.withResponse()));
  });
});

describe('rate limits', () => {
  test('behavior: readRateLimit reads the headers of an error', async () => {
    await using server = await serve((_, response) =>
      response
        .writeHead(429, { 'ratelimit-limit': '3', 'ratelimit-remaining': '0', 'retry-after': '600' })
        .end(),
    );
    const error = await failure(new Transport({ endpoint: server.url }).request('GET', '/x'));
    expect(error).toMatchObject({ name: 'RateLimitError', retryAfterMs: 600_000 });
    expect(readRateLimit(error.headers)).toEqual({ limit: 3, remaining: 0, resetMs: undefined });
  });

  test('behavior: reads a reset that is a point in time', () => {
    const inAMinute = Math.ceil(Date.now() / 1000) + 60;
    const { resetMs = 0 } = readRateLimit({ 'x-ratelimit-reset': String(inAMinute) }) ?? {};
    expect(resetMs).toBeGreaterThan(50_000);
    expect(resetMs).toBeLessThanOrEqual(61_000);
    // By the clock of the server, whatever this machine's says.
    const reset = { 'x-ratelimit-reset': '1000000060', date: new Date(1e12).toUTCString() };
    expect(readRateLimit(reset)).toEqual({ resetMs: 60_000 });
    expect(readRateLimit({ ...reset, age: '7' })).toEqual({ resetMs: 0 });
    expect(readRateLimit({ 'x-ratelimit-reset': '1000000000' })).toEqual({ resetMs: 0 });
    expect(readRateLimit({ 'x-ratelimit-reset': '0' })).toEqual({ resetMs: 0 });
  });

  test.each(['', '-1', '1.5', '1e3', 'many', '0x10', '9'.repeat(16), '100;w=60', '1, 2'])(
    'behavior: reads no rate limit from %j',
    (value) => {
      expect(readRateLimit({ 'x-ratelimit-limit': value })).toBeUndefined();
    },
  );
});
