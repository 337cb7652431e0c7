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

test('default: polls at once, then waits twice as long each time', async () => {
  const times = await askedAt(3_000);
  expect(times).toEqual([0, 100, 300, 700, 1_500]);
});

test('behavior: never waits longer than two seconds', async () => {
  const times = await askedAt(60_000);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.max(...gaps)).toBe(2_000);
  expect(gaps.slice(5).every((gap) => gap === 2_000)).toBe(true);
});

test('behavior: does not poll again after a result', async () => {
  expect(await askedAt(3_000, 3)).toEqual([0, 100, 300]);
});

test('behavior: polls without a limit at 0', async () => {
  expect(await askedAt(0, 20)).toHaveLength(20);
});

test('behavior: gives each poll the remaining time, and at most 30 s', async () => {
  const limits: number[] = [];
  const ask = async ({ timeout }: { timeout: number }): Promise<undefined> => void limits.push(timeout);
  const polled = poll('for an answer', ask, { timeoutMs: 30_200 }).catch(() => undefined);
  await vi.advanceTimersByTimeAsync(30_200);
  await polled;
  expect(limits.slice(0, 3)).toEqual([30_000, 30_000, 29_900]);
});
