import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { backOff, LONGEST_TIMER_MS, Mutex, onAbort, sleep } from './async.ts';

describe('onAbort', () => {
  test('default: shares one listener between a hundred callbacks and calls each once', () => {
    const { signal, ...controller } = withSignal();
    const calls: number[] = [];
    const releases = Array.from({ length: 100 }, (_, index) => onAbort(signal, () => calls.push(index)));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    for (const release of releases.slice(2)) release();
    controller.abort();
    controller.abort();
    expect(calls).toEqual([0, 1]);
  });

  test('behavior: removes the listener with the last release; a second release does nothing', () => {
    const { signal } = withSignal();
    const release = onAbort(signal, () => undefined);
    const other = onAbort(signal, () => undefined);
    release();
    release();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    other();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    onAbort(signal, () => undefined);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });

  test('behavior: calls a function that is passed twice twice, and releases one at a time', () => {
    const { signal, abort } = withSignal();
    let calls = 0;
    const count = (): void => void calls++;
    onAbort(signal, count)();
    onAbort(signal, count);
    onAbort(signal, count);
    abort();
    expect(calls).toBe(2);
  });

  test('behavior: does not call a callback that another one released', () => {
    const { signal, abort } = withSignal();
    const calls: string[] = [];
    let release = (): void => undefined;
    onAbort(signal, () => {
      calls.push('first');
      release();
    });
    release = onAbort(signal, () => calls.push('second'));
    abort();
    expect(calls).toEqual(['first']);
  });
});

describe('sleep', () => {
  test('default: ends after its time or on abort, and leaves no listener', async () => {
    const { signal, abort } = withSignal();
    await sleep(1, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    const long = [sleep(LONGEST_TIMER_MS, signal), sleep(LONGEST_TIMER_MS * 2, signal)];
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    abort();
    await Promise.all(long);
    await sleep(LONGEST_TIMER_MS, signal);
    await sleep(0);
  });
});

describe('backOff', () => {
  test('default: doubles up to the longest delay', () => {
    const delays = [1, 2, 3, 4, 5, 60].map((failures) =>
      backOff(failures, { first: 500, most: 4_000, jitter: 0 }),
    );
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 4_000, 4_000]);
    expect(backOff(1, { first: 500, most: 100, jitter: 0 })).toBe(500);
  });

  test('behavior: follows the delay that the server asks for, within limits', () => {
    const after = (retryAfterMs: unknown) => backOff(9, { first: 500, most: 8_000, after: { retryAfterMs } });
    expect([3_000, 0, 86_400_000].map(after)).toEqual([3_000, 500, 60_000]);
    for (const nothing of [undefined, '3000']) expect(after(nothing)).toBeGreaterThanOrEqual(6_000);
    for (const error of [undefined, null, new Error('down')]) {
      expect(backOff(9, { first: 500, most: 8_000, after: error, jitter: 0 })).toBe(8_000);
    }
    expect(backOff(5_000, { first: 500, most: 8_000, jitter: 0 })).toBe(8_000);
  });

  test('behavior: a negative jitter is added, also to a delay that the server asked for', () => {
    for (const after of [undefined, { retryAfterMs: 400 }]) {
      const delays = Array.from({ length: 200 }, () =>
        backOff(1, { first: 400, most: 400, jitter: -0.25, after }),
      );
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(400);
      expect(Math.max(...delays)).toBeLessThanOrEqual(500);
      expect(new Set(delays).size).toBeGreaterThan(1);
    }
    expect(backOff(1, { first: 1, most: 1, after: { retryAfterMs: 90_000 }, mostAsked: 80_000 })).toBe(
      80_000,
    );
  });

  test('behavior: reduces the delay by up to a quarter, by chance', () => {
    const delays = Array.from({ length: 200 }, () => backOff(1, { first: 400, most: 400 }));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(300);
    expect(Math.max(...delays)).toBeLessThanOrEqual(400);
    expect(new Set(delays).size).toBeGreaterThan(100);
  });
});

describe('Mutex', () => {
  test('default: runs tasks one after another, also after a failure', async () => {
    const mutex = new Mutex();
    const order: string[] = [];
    const task = (name: string) => async () => {
      order.push(`${name} begins`);
      await sleep(1);
      order.push(`${name} ends`);
      if (name === 'b') throw new Error(name);
      return name;
    };
    const results = ['a', 'b', 'c'].map((name) => mutex.run(task(name)));
    expect(mutex.isIdle).toBe(false);
    expect(await Promise.allSettled(results)).toMatchObject([
      { value: 'a' },
      { reason: { message: 'b' } },
      { value: 'c' },
    ]);
    expect(order).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
    await mutex.idle();
    expect(mutex.isIdle).toBe(true);
  });
});

function withSignal(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
