import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { poll } from './poll.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Polls until the time limit; returns when each question was asked, in ms. */
async function askedAt(timeoutMs: number, answerAt = Number.POSITIVE_INFINITY): Promise<number[]> {
  const start = performance.now();
  const times: number[] = [];
  const ask = async (): Promise<string | undefined> => {
    times.push(Math.round(performance.now() - start));
    return times.length === answerAt ? 'answer' : undefined;
  };
  const polled = poll('for an answer', ask, { timeoutMs }).catch((error: Error) => error.name);
  await vi.advanceTimersByTimeAsync(timeoutMs || 60_000);
  expect(await polled).toBe(answerAt < Number.POSITIVE_INFINITY ? 'answer' : 'WaitTimeoutError');
  return times;
}

test('default: it asks at once, and waits half as long again each time', async () => {
  const times = await askedAt(3_000);
  expect(times).toEqual([0, 100, 250, 475, 812, 1_318, 2_077]);
});

test('behavior: it never waits longer than two seconds', async () => {
  const times = await askedAt(60_000);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.max(...gaps)).toBe(2_000);
  expect(gaps.slice(8).every((gap) => gap === 2_000)).toBe(true);
});

test('behavior: no question follows an answer', async () => {
  expect(await askedAt(3_000, 3)).toEqual([0, 100, 250]);
});

test('behavior: with a limit of 0 it does not give up', async () => {
  expect(await askedAt(0, 20)).toHaveLength(20);
});

test('behavior: each question gets the time that is left, and 30 s at the most', async () => {
  const limits: number[] = [];
  const ask = async ({ timeout }: { timeout: number }): Promise<undefined> => void limits.push(timeout);
  const polled = poll('for an answer', ask, { timeoutMs: 30_200 }).catch(() => undefined);
  await vi.advanceTimersByTimeAsync(30_200);
  await polled;
  expect(limits.slice(0, 3)).toEqual([30_000, 30_000, 29_950]);
});
