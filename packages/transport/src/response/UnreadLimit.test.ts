import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Call } from '../call/Call.ts';
import { fakeCall } from '../testing/fakeCall.ts';
import { UnreadLimit } from './UnreadLimit.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A call whose own time limit is paused, as that of a call with an unread body is. */
function pausedCall(limit: number, unread = new Set<never>()): Call {
  const call = fakeCall({ limit, unread });
  call.deadline.pause();
  return call;
}

describe('the time', () => {
  test('default: closes the connection of a body not read within the limit of the call', () => {
    const call = pausedCall(1_000);
    const limit = new UnreadLimit(call);
    vi.advanceTimersByTime(999);
    expect([limit.error, call.deadline.signal.aborted, call.unread.size]).toEqual([undefined, false, 1]);
    vi.advanceTimersByTime(1);
    expect(limit.error).toMatchObject({
      name: 'TimeoutError',
      code: 'body_unread',
      outcome: 'unknown',
      retryable: true,
      hint: expect.stringContaining('timeout'),
      message: expect.stringContaining('for 1000 ms'),
    });
    expect([call.deadline.signal.aborted, call.unread.size]).toEqual([true, 0]);
  });

  test('behavior: is ten times as long after a read', () => {
    const call = pausedCall(1_000);
    const limit = new UnreadLimit(call);
    vi.advanceTimersByTime(900);
    limit.restart();
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(9_999);
    expect(call.deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(call.deadline.signal.aborted).toBe(true);
  });

  test('behavior: ends with stop', () => {
    const call = pausedCall(1_000);
    const limit = new UnreadLimit(call);
    limit.stop();
    expect([vi.getTimerCount(), call.unread.size]).toEqual([0, 0]);
  });

  test.each([0, LONGEST_TIMER_MS + 1])('behavior: is unlimited for a call with a limit of %i ms', (ms) => {
    const limit = new UnreadLimit(pausedCall(ms));
    limit.restart();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('behavior: uses the longest timer and no longer one', () => {
    const limit = new UnreadLimit(pausedCall(LONGEST_TIMER_MS));
    expect(vi.getTimerCount()).toBe(1);
    limit.restart();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('behavior: does not start again after close', () => {
    const limit = new UnreadLimit(pausedCall(1_000));
    limit.close('because');
    limit.restart();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('behavior: does not keep the process alive', () => {
    const call = pausedCall(1_000);
    const unref = vi.fn();
    vi.stubGlobal('setTimeout', () => ({ unref }));
    new UnreadLimit(call).stop();
    expect(unref).toHaveBeenCalledTimes(1);
  });

  test('behavior: works where timers are numbers', () => {
    vi.stubGlobal('setTimeout', () => 7);
    expect(() => new UnreadLimit(pausedCall(1_000)).stop()).not.toThrow();
  });
});

describe('the number', () => {
  test('default: closes the oldest beyond 100', () => {
    const unread = new Set<never>();
    const calls = Array.from({ length: 101 }, () => pausedCall(0, unread));
    const limits = calls.map((call) => new UnreadLimit(call));
    expect(calls.map(({ deadline }) => deadline.signal.aborted).indexOf(false)).toBe(1);
    expect(limits[0]?.error?.message).toContain('while 100 newer ones');
    expect([limits[1]?.error, unread.size]).toEqual([undefined, 100]);
    const last = pausedCall(0, unread);
    new UnreadLimit(last);
    expect(calls[1]?.deadline.signal.aborted).toBe(true);
    expect([calls[2], last].map((call) => call?.deadline.signal.aborted)).toEqual([false, false]);
  });

  test('behavior: keeps 100, and one more after a read', () => {
    const unread = new Set<never>();
    const calls = Array.from({ length: 101 }, () => pausedCall(0, unread));
    const limits = calls.slice(0, 100).map((call) => new UnreadLimit(call));
    expect(calls.some(({ deadline }) => deadline.signal.aborted)).toBe(false);
    limits[50]?.stop();
    new UnreadLimit(calls[100] as Call);
    expect(calls.some(({ deadline }) => deadline.signal.aborted)).toBe(false);
  });
});
