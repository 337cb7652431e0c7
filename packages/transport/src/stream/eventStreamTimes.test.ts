import { afterEach, expect, test, vi } from 'vitest';
import { OS1Error } from '../errors/OS1Error.ts';
import {
  type Connect,
  type EventStreamOptions,
  eventStream,
  IDLE_TIMEOUT_MS,
  MAX_RECONNECTS,
} from './eventStream.ts';

// Hours pass here, on a clock of the test's own; real sockets are in eventStream.test.ts.

const SSE = { 'content-type': 'text/event-stream' };

afterEach(() => void vi.useRealTimers());

/** Runs a stream whose connections are made by `answer`, on a clock of its own. Tells when each was made, in ms. */
async function connectsWithin(
  ms: number,
  answer: (index: number) => string | OS1Error | undefined,
  options: Partial<EventStreamOptions> = {},
) {
  vi.useFakeTimers();
  const started = Date.now();
  const times: number[] = [];
  const connect: Connect = (_, signal) => {
    const said = answer(times.length);
    times.push(Date.now() - started);
    if (said instanceof OS1Error) return Promise.reject(said);
    async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
      if (typeof said === 'string') return yield new TextEncoder().encode(said);
      await new Promise((_resolve, reject) => signal.addEventListener('abort', reject));
    }
    return Promise.resolve({ status: 200, headers: SSE, body: body() });
  };
  const controller = new AbortController();
  let outcome: unknown;
  const { signal } = controller;
  const running = readAll(eventStream(connect, { url: 'http://server/', signal, ...options })).then(
    () => {
      outcome = 'ended';
    },
    (error: unknown) => {
      outcome = error;
    },
  );
  await vi.advanceTimersByTimeAsync(ms);
  const result = { times, outcome };
  controller.abort();
  await running;
  expect(vi.getTimerCount()).toBe(0);
  return result;
}

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

const between = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));

test('default: reconnects after 45 s of silence, without an error', async () => {
  expect(IDLE_TIMEOUT_MS).toBe(45_000);
  const { times, outcome } = await connectsWithin(3_600_000, () => undefined);
  expect(outcome).toBeUndefined();
  expect(times.length).toBeGreaterThan(3_600 / 47);
  for (const gap of between(times)) {
    expect(gap).toBeGreaterThanOrEqual(46_000);
    expect(gap).toBeLessThanOrEqual(46_251);
  }
});

test('behavior: waits without a limit at 0', async () => {
  const { times } = await connectsWithin(3_600_000, () => undefined, { idleTimeout: 0 });
  expect(times).toHaveLength(1);
});

test.each([
  ['with nothing', ''],
  ['with a comment', ': hello\n\n'],
  ['with an event', 'data: x\n\n'],
  ['with nothing, and haste', 'retry: 0\n\n'],
  ['with the same event, and haste', 'retry: 0\nid: 1\ndata: x\n\n'],
])('behavior: opens at most 12 connections in 10 s when each ends at once %s', async (_, text) => {
  const { times } = await connectsWithin(10_000, () => text);
  expect(times.length).toBeLessThanOrEqual(12);
  expect(times.length).toBeGreaterThan(2);
});

test('behavior: doubles the delay up to a minute, plus up to a quarter', async () => {
  const { times, outcome } = await connectsWithin(3_600_000, () => '');
  const bases = [1, 2, 4, 8, 16, 32, 60, 60, 60, 60];
  expect(MAX_RECONNECTS).toBe(bases.length);
  const gaps = between(times);
  expect(gaps).toHaveLength(bases.length);
  gaps.forEach((gap, index) => {
    expect(gap / 1_000).toBeGreaterThanOrEqual(bases[index] ?? 0);
    expect(gap / 1_000).toBeLessThanOrEqual((bases[index] ?? 0) * 1.25 + 0.002);
  });
  expect(outcome).toMatchObject({ name: 'ConnectionError', code: 'stream_ended', retryable: true });
});

test('behavior: resets the delay after an event', async () => {
  const { times } = await connectsWithin(120_000, (index) => (index % 4 === 3 ? 'data: x\n\n' : ''));
  const gaps = between(times).map((gap) => Math.floor(gap / 1_000));
  expect(gaps[4]).toBeLessThan(3);
  expect(gaps[3]).toBeLessThan(2);
  expect(gaps[2]).toBeGreaterThanOrEqual(4);
});

test.each([
  ['0', 100],
  ['2500', 2_500],
  ['86400000', 60_000],
])('behavior: follows retry: %s', async (retry, ms) => {
  const { times } = await connectsWithin(200_000, (index) =>
    index === 0 ? `retry: ${retry}\ndata: x\n\n` : undefined,
  );
  expect(times[1]).toBeGreaterThanOrEqual(ms);
  expect(times[1]).toBeLessThanOrEqual(ms * 1.25 + 2);
});

test.each([
  [5_000, 5_000],
  [0, 1_000],
  [3_600_000, 120_000],
])('behavior: follows Retry-After of %i ms', async (retryAfterMs, ms) => {
  const busy = new OS1Error(503, 'Busy.', undefined, { retryAfterMs });
  const { times } = await connectsWithin(200_000, (index) => (index === 0 ? busy : undefined));
  expect(times[1]).toBeGreaterThanOrEqual(ms);
  expect(times[1]).toBeLessThanOrEqual(ms * 1.25 + 2);
});

test('error: throws the last failure after too many', async () => {
  const broken = (index: number) => new OS1Error(500 + index, 'Broken.');
  const { times, outcome } = await connectsWithin(60_000, (index) => broken(index === 1 ? 2 : index), {
    maxReconnects: 3,
  });
  expect(times).toHaveLength(4);
  expect(outcome).toMatchObject({ status: 503 });
});
