import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Call } from '../call/Call.ts';
import { failure } from '../testing/failure.ts';
import { fakeCall } from '../testing/fakeCall.ts';
import { respond } from '../testing/fakeWire.ts';
import { withIdleLimit } from './readResponse.ts';

const lost = Object.assign(new Error('lost'), { code: 'ECONNRESET' });

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const text = ({ value }: IteratorResult<Uint8Array, void>): string =>
  new TextDecoder().decode(value ?? undefined);

/** A chunk that comes after a time. */
function after(ms: number, chunk: string): () => Promise<string> {
  return () => new Promise((resolve) => setTimeout(resolve, ms, chunk));
}

const DONE = { done: true, value: undefined };

describe('the limit', () => {
  test('default: applies to each wait', async () => {
    const call = fakeCall({ limit: 1_000 });
    const chunks = withIdleLimit(
      respond(200, [after(900, 'a'), after(999, 'b'), after(1_001, 'c')]).body,
      call,
    );
    vi.advanceTimersByTime(500);
    const [first, second] = [chunks.next(), vi.advanceTimersByTimeAsync(900)];
    await second;
    expect(text(await first)).toBe('a');
    const next = chunks.next();
    await vi.advanceTimersByTimeAsync(999);
    expect(text(await next)).toBe('b');
    const late = failure(chunks.next());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await late).toMatchObject({ name: 'TimeoutError', code: 'timeout' });
    expect(await chunks.next()).toEqual(DONE);
    expect(call.unread.size).toBe(0);
  });

  test('behavior: lets a reader pause for up to ten times the limit', async () => {
    const call = fakeCall({ limit: 1_000 });
    const chunks = withIdleLimit(respond(200, ['a', 'b', lost]).body, call);
    await chunks.next();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(text(await chunks.next())).toBe('b');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(call.deadline.signal.aborted).toBe(true);
    expect(await failure(chunks.next())).toMatchObject({ code: 'body_unread' });
    expect(await chunks.next()).toEqual(DONE);
  });

  test('behavior: returns an arrived body after the limit', async () => {
    const call = fakeCall({ limit: 1_000 });
    call.deadline.pause();
    const chunks = withIdleLimit(respond(200, ['a', 'b']).body, call);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(call.deadline.signal.aborted).toBe(true);
    expect([text(await chunks.next()), text(await chunks.next())]).toEqual(['a', 'b']);
    expect(await chunks.next()).toEqual(DONE);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('behavior: does not apply when disabled', async () => {
    const call = fakeCall({ limit: 1_000 });
    call.deadline.pause();
    const chunks = withIdleLimit(respond(200, [after(5_000, 'a'), 'b']).body, call, false);
    const first = chunks.next();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(text(await first)).toBe('a');
    await vi.advanceTimersByTimeAsync(50_000);
    expect(text(await chunks.next())).toBe('b');
    expect([call.deadline.signal.aborted, call.unread.size]).toEqual([false, 0]);
  });

  test('behavior: stops between reads', async () => {
    const call = fakeCall({ limit: 1_000 });
    const chunks = withIdleLimit(respond(200, ['a', 'b']).body, call);
    await chunks.next();
    // Only the limit of the rest.
    expect(vi.getTimerCount()).toBe(1);
    await chunks.return?.();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the end', () => {
  test('default: ends the call', async () => {
    const response = respond(200, ['a']);
    const call = fakeCall({ limit: 1_000 });
    const chunks = withIdleLimit(response.body, call);
    await chunks.next();
    expect(await chunks.next()).toEqual(DONE);
    expect([call.deadline.signal.aborted, vi.getTimerCount()]).toEqual([true, 0]);
    const { reads } = response;
    expect(await chunks.next()).toEqual(DONE);
    expect(response.reads).toBe(reads);
  });

  test('behavior: break closes the body', async () => {
    const response = respond(200, ['a', 'b']);
    const call = fakeCall();
    for await (const _ of withIdleLimit(response.body, call)) break;
    expect([response.closed, response.reads, call.deadline.signal.aborted]).toEqual([1, 1, true]);
  });

  test('behavior: return() before the first read closes the body', async () => {
    const response = respond(200, ['a']);
    const chunks = withIdleLimit(response.body, fakeCall());
    expect(await chunks.return?.()).toEqual(DONE);
    expect([response.closed, response.reads, await chunks.next()]).toEqual([1, 0, DONE]);
  });

  test('behavior: return() ends a pending read without an error', async () => {
    const chunks = withIdleLimit(respond(200, [() => new Promise(() => undefined)]).body, fakeCall());
    const wait = chunks.next();
    await chunks.return?.();
    expect(await wait).toEqual(DONE);
  });

  test.each<[string, () => Promise<IteratorResult<Uint8Array>>]>([
    ['never ends', () => new Promise(() => undefined)],
    ['fails', () => Promise.reject(new Error('closing'))],
  ])('behavior: ignores a close that %s', async (_, close) => {
    const body = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: new Uint8Array(1) }),
        return: close,
      }),
    };
    expect(await withIdleLimit(body, fakeCall()).return?.()).toEqual(DONE);
  });

  test('behavior: ignores a body without a close', async () => {
    const next = () => Promise.resolve({ done: false, value: new Uint8Array(1) });
    const body = { [Symbol.asyncIterator]: () => ({ next }) };
    expect(await withIdleLimit(body, fakeCall()).return?.()).toEqual(DONE);
  });

  test('behavior: closes a body when it is garbage-collected', async () => {
    vi.useRealTimers();
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const response = respond(200, ['a']);
    const call = fakeCall();
    withIdleLimit(response.body, call);
    await expect
      .poll(() => {
        collect();
        return response.closed;
      })
      .toBe(1);
    expect(call.deadline.signal.aborted).toBe(true);
  });
});

describe('a failure', () => {
  test('error: is an SDK error, thrown once, and closes the body', async () => {
    const response = respond(200, ['a', lost]);
    const chunks = withIdleLimit(response.body, fakeCall());
    await chunks.next();
    expect(await failure(chunks.next())).toMatchObject({
      code: 'connection_failed',
      cause: { code: 'ECONNRESET' },
    });
    expect([await chunks.next(), response.closed]).toEqual([DONE, 1]);
  });

  test('error: has the stack of the caller, if known', async () => {
    const fail = (more: Partial<Call>) =>
      failure(withIdleLimit(respond(200, [lost]).body, fakeCall(more)).next());
    const caller = new Error();
    caller.stack = 'Error\n    at theCaller (file.ts:1:1)';
    expect((await fail({ caller })).stack).toContain('theCaller');
    expect((await fail({})).stack).not.toContain('theCaller');
  });

  test('error: passes on an error of a middleware', async () => {
    const own = new Error('of the middleware');
    const chunks = withIdleLimit(respond(200, [own]).body, fakeCall({ hasMiddleware: true }));
    await expect(chunks.next()).rejects.toBe(own);
  });
});
