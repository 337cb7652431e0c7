import { backOff } from '@mitosislabs/auth/async';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { failure } from '../testing/failure.ts';
import { type Step, scripted } from '../testing/scripted.ts';
import { RETRY_DELAYS } from './retries.ts';
import { Transport } from './Transport.ts';

/** Answers 503 with these headers. */
function busy(headers: Record<string, string> = {}): Step {
  return (_request, response) => void response.writeHead(503, headers).end();
}

const ignore = (): void => undefined;

// All wait for times, each with a server of its own.
describe.concurrent('the delay', () => {
  test.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [4, 4_000],
    [5, 8_000],
    [6, 8_000],
    [60, 8_000],
    [5_000, 8_000],
  ])('behavior: after attempt %i, takes %i ms, or up to a quarter less', (attempt, most) => {
    const draws = Array.from({ length: 2_000 }, () => backOff(attempt, RETRY_DELAYS));
    expect(Math.max(...draws)).toBeLessThanOrEqual(most);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(most * 0.75);
    // By chance, and over the whole range.
    expect(Math.max(...draws) - Math.min(...draws)).toBeGreaterThan(most * 0.2);
  });

  test('default: waits for the delay before each retry', async () => {
    const times: number[] = [];
    await using server = await serve((_, response) => {
      times.push(performance.now());
      response.writeHead(times.length < 3 ? 503 : 200).end('1');
    });
    await new Transport({ endpoint: server.url }).request('GET', '/x');
    const [first = 0, second = 0, third = 0] = times;
    expect(second - first).toBeGreaterThan(370);
    expect(third - second).toBeGreaterThan(740);
  });
});

describe.concurrent('Retry-After', () => {
  test.each<[string, () => Record<string, string>]>([
    ['seconds', () => ({ 'retry-after': '1' })],
    ['a date', () => ({ 'retry-after': new Date(Date.now() + 3_000).toUTCString() })],
    [
      'a date by a clock that is off',
      () => ({
        date: new Date(3_600_000).toUTCString(),
        'retry-after': new Date(3_601_000).toUTCString(),
      }),
    ],
  ])('behavior: waits for %s', async (_, headers) => {
    await using server = await scripted(busy(headers()), 200);
    const started = performance.now();
    await new Transport({ endpoint: server.url }).request('GET', '/x');
    expect(server.seen).toHaveLength(2);
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  test.each([
    ['seconds', () => '121', 121_000],
    ['many', () => '99999999999999999999', Number.MAX_SAFE_INTEGER],
    ['a date', () => new Date(Date.now() + 3_600_000).toUTCString(), 3_600_000],
  ])('error: fails at once, with the time to wait, beyond the limit: %s', async (_, value, ms) => {
    await using server = await scripted(busy({ 'retry-after': value() }), 200);
    const transport = new Transport({ endpoint: server.url, timeout: 0 });
    const error = await failure(transport.request('GET', '/x'));
    expect(error).toMatchObject({ status: 503, retryable: true });
    expect(Math.abs((error.retryAfterMs ?? 0) - ms)).toBeLessThan(5_000);
    expect(server.seen).toHaveLength(1);
  });

  test.each([
    [999, 1],
    [1_000, 2],
    [Number.POSITIVE_INFINITY, 2],
  ])('behavior: maxRetryAfter %d and Retry-After: 1: requests: %i', async (maxRetryAfter, count) => {
    await using server = await scripted(busy({ 'retry-after': '1' }), 200);
    const transport = new Transport({ endpoint: server.url, maxRetryAfter });
    await transport.request('GET', '/x').catch(() => undefined);
    expect(server.seen).toHaveLength(count);
  });

  test('behavior: waits up to a tenth longer, by chance', async () => {
    await using server = await serve(
      (_, response) => void response.writeHead(503, { 'retry-after': '100' }).end(),
    );
    const delays: number[] = [];
    for (let client = 0; client < 20; client++) {
      const stop = new AbortController();
      const info = (_: string, { delayMs }: Readonly<Record<string, unknown>>): void => {
        delays.push(delayMs as number);
        stop.abort();
      };
      const logger = { debug: ignore, info, warn: ignore, error: ignore };
      const transport = new Transport({ endpoint: server.url, timeout: 0, logger, logLevel: 'info' });
      await failure(transport.request('GET', '/x', { signal: stop.signal }));
    }
    expect(delays).toHaveLength(20);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(100_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(110_000);
    expect(new Set(delays).size).toBe(20);
  });

  test.each(['soon', '-1', '1.5', ''])('behavior: ignores %j', async (value) => {
    await using server = await scripted(busy({ 'retry-after': value }), 200);
    await new Transport({ endpoint: server.url }).request('GET', '/x');
    expect(server.seen).toHaveLength(2);
  });

  test('behavior: an infinite maxRetryAfter does not overflow the timer', async () => {
    await using server = await scripted(busy({ 'retry-after': '9999999' }), 200);
    const transport = new Transport({
      endpoint: server.url,
      maxRetryAfter: Number.POSITIVE_INFINITY,
      timeout: 0,
    });
    const signal = AbortSignal.timeout(1_500);
    await expect(transport.request('GET', '/x', { signal })).rejects.toMatchObject({ name: 'AbortedError' });
    expect(server.seen).toHaveLength(1);
  });
});

describe.concurrent('the deadline', () => {
  test('error: does not begin a wait that would exceed the deadline', async () => {
    await using server = await scripted(busy({ 'retry-after': '20' }), 200);
    const transport = new Transport({ endpoint: server.url, timeout: 15_000 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({
      status: 503,
      retryAfterMs: 20_000,
    });
    expect(server.seen).toHaveLength(1);
  });

  test('error: includes attempts and waits', async () => {
    await using server = await scripted('silence');
    const transport = new Transport({
      endpoint: server.url,
      timeout: 10_500,
      attemptTimeout: 3_000,
      maxRetries: 50,
    });
    const error = await failure(transport.request('GET', '/x'));
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'timeout', outcome: 'unknown' });
    expect(server.seen.length).toBeLessThanOrEqual(3);
  });

  test('error: includes the attempts after a broken body', async () => {
    await using server = await scripted('cut', 'silence');
    const transport = new Transport({ endpoint: server.url, timeout: 8_000 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ name: 'TimeoutError' });
    expect(server.seen).toHaveLength(2);
  });

  test('error: includes the body', async () => {
    await using server = await serve((_, response) => {
      const timer = setInterval(() => response.write('1'), 50);
      response.on('close', () => clearInterval(timer));
    });
    const transport = new Transport({ endpoint: server.url, timeout: 500 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ name: 'TimeoutError' });
  });

  test('behavior: attemptTimeout ends one attempt, not the call, and is in the message', async () => {
    await using server = await scripted('silence', 200);
    const transport = new Transport({ endpoint: server.url, attemptTimeout: 60_000 });
    expect(await transport.request('GET', '/x', { attemptTimeout: 5_000 })).toBe('done');
    expect(server.seen).toHaveLength(2);
    await using silent = await scripted('silence');
    const call = new Transport({ endpoint: silent.url, attemptTimeout: 200, maxRetries: 0 }).request(
      'GET',
      '/x',
    );
    expect((await failure(call)).message).toContain('200 ms');
  });

  const slow: Step = (_request, response) => {
    response.write('"a');
    setTimeout(() => response.end('b"'), 9_000);
  };

  test('behavior: attemptTimeout includes the body', async () => {
    await using server = await scripted(slow, 200);
    const transport = new Transport({ endpoint: server.url, attemptTimeout: 6_000 });
    expect(await transport.request('GET', '/x')).toBe('done');
    expect(server.seen).toHaveLength(2);
  });

  test('behavior: attemptTimeout includes no body that is left to the caller', async () => {
    await using server = await scripted(slow);
    const transport = new Transport({ endpoint: server.url, attemptTimeout: 6_000 });
    const response = await transport.request<Response>('GET', '/x', { as: 'response' });
    expect(await response.text()).toBe('"ab"');
    expect(server.seen).toHaveLength(1);
  });

  test.each([-1, Number.NaN, '5' as never])(
    'error: refuses an attemptTimeout of %j',
    async (attemptTimeout) => {
      await using server = await scripted(200);
      const expected = { code: 'invalid_argument', argument: 'attemptTimeout' };
      expect(() => new Transport({ endpoint: server.url, attemptTimeout })).toThrow(
        expect.objectContaining(expected),
      );
      const call = new Transport({ endpoint: server.url }).request('GET', '/x', { attemptTimeout });
      await expect(call).rejects.toMatchObject(expected);
      expect(server.seen).toHaveLength(0);
    },
  );

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '2' as never])(
    'error: refuses maxRetries %j',
    async (maxRetries) => {
      await using server = await scripted(200);
      const expected = { code: 'invalid_argument', argument: 'maxRetries' };
      expect(() => new Transport({ endpoint: server.url, maxRetries })).toThrow(
        expect.objectContaining(expected),
      );
      const call = new Transport({ endpoint: server.url }).request('GET', '/x', { maxRetries });
      await expect(call).rejects.toMatchObject(expected);
      expect(server.seen).toHaveLength(0);
    },
  );
});
