import { getEventListeners } from 'node:events';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { assertLimit, assertSignal, Deadline } from './Deadline.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

/** Reports how a promise ends, once it has. */
function watch(promise: Promise<unknown>): { end?: unknown } {
  const watched: { end?: unknown } = {};
  promise.then(
    (value) => {
      watched.end = ['resolved', value];
    },
    (reason: unknown) => {
      watched.end = ['rejected', reason];
    },
  );
  return watched;
}

describe('a limit', () => {
  test('default: fires after its time, with a TimeoutError', () => {
    const deadline = new Deadline(100);
    expect(deadline.left).toBe(100);
    vi.advanceTimersByTime(99);
    expect([deadline.left, deadline.expired, deadline.signal.aborted]).toEqual([1, false, false]);
    vi.advanceTimersByTime(1);
    expect([deadline.left, deadline.expired, deadline.signal.aborted]).toEqual([0, true, true]);
    expect(deadline.signal.reason).toMatchObject({ name: 'TimeoutError' });
    expect(deadline.aborted).toBe(false);
  });

  test.each([0, LONGEST_TIMER_MS + 1, Number.POSITIVE_INFINITY])('behavior: %d ms sets no timer', (limit) => {
    const deadline = new Deadline(limit);
    expect([deadline.limit, deadline.left]).toEqual([limit, Number.POSITIVE_INFINITY]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('behavior: the longest timer is used', () => {
    const deadline = new Deadline(LONGEST_TIMER_MS);
    expect([deadline.left, vi.getTimerCount()]).toEqual([LONGEST_TIMER_MS, 1]);
  });

  test('behavior: restart gives the full time again', () => {
    const deadline = new Deadline(100);
    vi.advanceTimersByTime(80);
    deadline.restart();
    expect([deadline.left, vi.getTimerCount()]).toEqual([100, 1]);
    vi.advanceTimersByTime(99);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(deadline.signal.aborted).toBe(true);
  });

  test('behavior: pause stops the time, and the signal of the caller still counts', () => {
    const caller = new AbortController();
    const deadline = new Deadline(100, caller.signal);
    deadline.pause();
    vi.advanceTimersByTime(1_000);
    expect([deadline.signal.aborted, vi.getTimerCount()]).toEqual([false, 0]);
    caller.abort();
    expect(deadline.signal.aborted).toBe(true);
  });
});

test('behavior: begins with the first restart, if it is made so', () => {
  const deadline = new Deadline(100, undefined, true);
  expect([deadline.left, vi.getTimerCount()]).toEqual([Number.POSITIVE_INFINITY, 0]);
  deadline.restart();
  vi.advanceTimersByTime(100);
  expect(deadline.expired).toBe(true);
});

test('behavior: calls its listeners once, in order, and none that another has removed', () => {
  const deadline = new Deadline(0);
  const called: unknown[] = [];
  const last = (): unknown => called.push('last');
  deadline.listen((reason) => called.push(reason));
  deadline.listen(() => deadline.unlisten(last));
  deadline.listen(last);
  deadline.unlisten(() => undefined);
  deadline.close();
  deadline.close();
  expect(called).toEqual([deadline.signal.reason]);
});

describe('the signal of the caller', () => {
  test('default: fires the deadline with its reason', () => {
    const caller = new AbortController();
    const deadline = new Deadline(100, caller.signal);
    expect([deadline.aborted, deadline.signal.aborted]).toEqual([false, false]);
    caller.abort('why');
    expect([deadline.aborted, deadline.expired, deadline.signal.reason]).toEqual([true, false, 'why']);
  });

  test('behavior: fires at once when it has fired before', () => {
    const signal = AbortSignal.abort('why');
    const deadline = new Deadline(100, signal);
    expect([deadline.aborted, deadline.signal.reason]).toEqual([true, 'why']);
    expect(listeners(signal)).toBe(0);
    deadline.release();
  });

  test.each(['close', 'release'] as const)('behavior: %s releases it, and stops the time', (method) => {
    const caller = new AbortController();
    const deadline = new Deadline(100, caller.signal);
    expect(listeners(caller.signal)).toBe(1);
    deadline[method]();
    expect([listeners(caller.signal), vi.getTimerCount()]).toEqual([0, 0]);
    caller.abort();
    vi.advanceTimersByTime(1_000);
    expect([deadline.signal.aborted, deadline.expired]).toEqual([method === 'close', false]);
  });
});

describe('a longer deadline', () => {
  test('default: ends this one, with its reason', async () => {
    const whole = new Deadline(100);
    const part = new Deadline(0, whole);
    const raced = watch(part.race(new Promise(() => undefined)));
    vi.advanceTimersByTime(100);
    await vi.advanceTimersByTimeAsync(0);
    expect(raced.end).toEqual(['rejected', whole.signal.reason]);
    expect([part.isOver, part.expired, part.signal.reason]).toEqual([true, false, whole.signal.reason]);
    expect(() => part.throwIfOver()).toThrow(expect.objectContaining({ name: 'TimeoutError' }));
  });

  test('behavior: does not end with it', () => {
    const whole = new Deadline(0);
    const part = new Deadline(50, whole);
    vi.advanceTimersByTime(50);
    expect([part.isOver, part.expired, whole.isOver]).toEqual([true, true, false]);
    expect(() => whole.throwIfOver()).not.toThrow();
  });

  test('behavior: ends one that begins later, and none that was released', () => {
    const whole = new Deadline(0, AbortSignal.abort('why'));
    expect(new Deadline(50, whole).signal.reason).toBe('why');
    const other = new Deadline(0);
    const released = new Deadline(50, other);
    released.release();
    other.close();
    expect([released.isOver, vi.getTimerCount()]).toEqual([false, 1]);
    vi.clearAllTimers();
  });
});

describe('sleep', () => {
  test('default: ends after its time', async () => {
    const deadline = new Deadline(0);
    const slept = watch(deadline.sleep(50));
    await vi.advanceTimersByTimeAsync(49);
    expect(slept.end).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(slept.end).toEqual(['resolved', undefined]);
  });

  test('behavior: a time longer than a timer can take does not end at once', async () => {
    const slept = watch(new Deadline(0).sleep(LONGEST_TIMER_MS + 1));
    await vi.advanceTimersByTimeAsync(LONGEST_TIMER_MS - 1);
    expect(slept.end).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(slept.end).toEqual(['resolved', undefined]);
  });

  test('error: rejects when the deadline is over first, and leaves no timer', async () => {
    const caller = new AbortController();
    const slept = watch(new Deadline(0, caller.signal).sleep(50));
    caller.abort('why');
    await vi.advanceTimersByTimeAsync(0);
    expect(slept.end).toEqual(['rejected', 'why']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('race', () => {
  test('default: passes on how the work ends, and leaves no listener', async () => {
    const deadline = new Deadline(100);
    expect(await deadline.race(Promise.resolve(1))).toBe(1);
    const failure = new Error('work');
    await expect(deadline.race(Promise.reject(failure))).rejects.toBe(failure);
    expect(listeners(deadline.signal)).toBe(0);
  });

  test('error: rejects when the deadline is over first', async () => {
    const deadline = new Deadline(100);
    const raced = watch(deadline.race(new Promise(() => undefined)));
    await vi.advanceTimersByTimeAsync(99);
    expect(raced.end).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(raced.end).toEqual(['rejected', deadline.signal.reason]);
    expect(listeners(deadline.signal)).toBe(0);
  });

  test('error: rejects at once when the deadline is over already', async () => {
    const deadline = new Deadline(0, AbortSignal.abort('why'));
    const raced = watch(deadline.race(new Promise(() => undefined)));
    await vi.advanceTimersByTimeAsync(0);
    expect(raced.end).toEqual(['rejected', 'why']);
  });
});

describe('arguments', () => {
  test.each([Number.NaN, -1, -0.5, '5', undefined, null])('error: %j is no limit', (limit) => {
    const refuse = (): void => assertLimit('timeout', limit as number);
    expect(refuse).toThrow(InvalidArgumentError);
    expect(refuse).toThrow(expect.objectContaining({ argument: 'timeout' }));
  });

  test.each([0, 0.5, 1, Number.POSITIVE_INFINITY])('default: %d is a limit', (limit) => {
    expect(() => assertLimit('timeout', limit)).not.toThrow();
  });

  const listen = (): void => undefined;
  test.each<[string, unknown]>([
    ['null', null],
    ['text', 'abort'],
    ['a controller', new AbortController()],
    ['an object without addEventListener', { aborted: false }],
    ['an object without aborted', { addEventListener: listen }],
    ['a function', Object.assign(() => undefined, { aborted: false, addEventListener: listen })],
  ])('error: %s is no signal', (_, signal) => {
    expect(() => assertSignal(signal)).toThrow(
      expect.objectContaining({ argument: 'signal', hint: expect.stringContaining('AbortController') }),
    );
  });

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['a signal', new AbortController().signal],
    ['a signal of another library', { aborted: false, addEventListener: listen }],
  ])('default: %s is a signal, or none', (_, signal) => {
    expect(() => assertSignal(signal)).not.toThrow();
  });
});
