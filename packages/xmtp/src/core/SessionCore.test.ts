import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OfficeConnection } from '../office/OfficeConnection.ts';
import type { CallOptions } from '../receive/Thread.ts';
import { SessionCore } from './SessionCore.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A core over a server in memory that shows what it took, unless `isShown` is off. */
function setup({ isShown = true, onClose = vi.fn() as (() => void) | undefined } = {}) {
  const stored: XMTPMessage[] = [];
  const state = { isShown };
  const post = vi.fn(async (content: string, _options: CallOptions): Promise<void> => {
    const id = `m${stored.length + 1}`;
    stored.push({ id, from_agent: 'me', content, created_at: '2026-01-01T00:00:00Z' });
  });
  const read = vi.fn(async (): Promise<XMTPMessage[]> => (state.isShown ? [...stored] : []));
  const onGap = vi.fn();
  const unlisten = vi.fn();
  const listen = vi.fn((..._args: unknown[]) => unlisten);
  const connection = { semaphore: { run: (task: () => unknown) => task() }, listen };
  const core = new SessionCore({
    officeId: 'office',
    kind: 'agent',
    name: 'aria',
    thread: { read, post, isOwn: ({ from_agent }) => from_agent === 'me' },
    connection: connection as unknown as OfficeConnection,
    closed: ['The session is closed.', 'Open it again.'],
    beginning: { isThere: () => false, is: () => false },
    accepts: ({ from_agent }) => from_agent !== 'me',
    pageSize: undefined,
    onGap,
    onClose,
  });
  const prepare = vi.fn((_signal: AbortSignal | undefined) => Promise.resolve());
  const send = (content: string, signal?: AbortSignal) => core.send(content, { signal }, prepare);
  return { core, send, prepare, post, read, stored, state, onClose, onGap, listen, unlisten };
}

/** Lets all timers run until a promise has settled. Errors are returned. */
async function settle(promise: Promise<unknown>): Promise<unknown> {
  const end = promise.catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return end;
}

const lost = { outcome: 'unknown', retryable: true, status: 0 };
const busy = { outcome: 'unknown', retryable: true, status: 503 };
const limited = { outcome: 'rejected', retryable: true, status: 429 };

describe('send', () => {
  test('default: prepares, posts, and returns the stored message', async () => {
    const { send, stored, prepare } = setup();
    expect(await settle(send('hello'))).toBe(stored[0]);
    expect(prepare).toHaveBeenCalledTimes(1);
  });

  test('behavior: posts messages one after another', async () => {
    const { send, post, stored } = setup();
    const order: string[] = [];
    post.mockImplementation(async (content) => {
      order.push(`begin ${content}`);
      await new Promise((resolve) => setTimeout(resolve, content === 'slow' ? 100 : 1));
      stored.push({ id: content, from_agent: 'me', content, created_at: '' });
      order.push(`end ${content}`);
    });
    await settle(Promise.all([send('slow'), send('quick')]));
    expect(order).toEqual(['begin slow', 'end slow', 'begin quick', 'end quick']);
  });

  test('behavior: sends the next message after a failure', async () => {
    const { send, prepare, post } = setup();
    prepare.mockRejectedValueOnce(new Error('no session'));
    const [first, second] = [settle(send('a')), settle(send('b'))];
    expect(await first).toMatchObject({ message: 'no session' });
    expect(await second).toMatchObject({ content: 'b' });
    expect(post).toHaveBeenCalledTimes(1);
  });

  test('error: aborted at the end of the preparation: posts nothing, and listens for nothing', async () => {
    const { send, prepare, post, listen } = setup();
    await settle(send('first'));
    const stop = new AbortController();
    prepare.mockImplementationOnce(async () => stop.abort());
    expect(await settle(send('second', stop.signal))).toMatchObject({ code: 'aborted' });
    expect(post).toHaveBeenCalledTimes(1);
    expect(listen).not.toHaveBeenCalled();
  });

  test('error: posts twice more after a retryable refusal', async () => {
    const { send, post } = setup();
    post.mockRejectedValue(limited);
    expect(await settle(send('hello'))).toBe(limited);
    expect(post).toHaveBeenCalledTimes(3);
  });

  test.each([
    ['is, after 503, when other messages of ours are visible', busy, true, 3],
    ['is not, after 503, when none is', busy, false, 1],
    ['is not after a lost connection', lost, true, 1],
  ])('behavior: a text that may have arrived %s posted again', async (_, failure, isVisible, count) => {
    const { send, post, stored } = setup();
    if (isVisible) stored.push({ id: 'm0', from_agent: 'me', content: 'other', created_at: '' });
    post.mockRejectedValue(failure);
    expect(await settle(send('hello'))).toBe(failure);
    expect(post).toHaveBeenCalledTimes(count);
  });

  test('behavior: returns a text that arrived although its post failed', async () => {
    const { send, post, read, stored } = setup();
    post.mockImplementation(async (content) => {
      stored.push({ id: 'm1', from_agent: 'me', content, created_at: '' });
      throw lost;
    });
    expect(await settle(send('hello'))).toBe(stored[0]);
    expect(read).toHaveBeenCalledTimes(1);
  });
});

describe('a server that does not show our messages', () => {
  test('default: searches once per message after three misses in a row', async () => {
    const { send, read } = setup({ isShown: false });
    const counts: number[] = [];
    for (const content of ['a', 'b', 'c', 'd', 'e']) {
      read.mockClear();
      expect(await settle(send(content))).toBeUndefined();
      counts.push(read.mock.calls.length);
    }
    expect(counts).toEqual([3, 3, 3, 1, 1]);
  });

  test('behavior: resets the misses after a message was found', async () => {
    const { send, read, state } = setup({ isShown: false });
    for (const content of ['a', 'b', 'c']) await settle(send(content));
    state.isShown = true;
    expect(await settle(send('d'))).toMatchObject({ content: 'd' });
    state.isShown = false;
    read.mockClear();
    await settle(send('e'));
    expect(read).toHaveBeenCalledTimes(3);
  });

  test('behavior: does not count failed searches as misses', async () => {
    const { send, read } = setup();
    read.mockRejectedValue(new Error('503'));
    for (const content of ['a', 'b', 'c']) expect(await settle(send(content))).toBeUndefined();
    read.mockClear();
    await settle(send('d'));
    expect(read).toHaveBeenCalledTimes(3);
  });
});

describe('signals', () => {
  /** Makes the first post last until the caller lets it end. */
  const held = (post: ReturnType<typeof setup>['post']): (() => void) => {
    let finish = (): void => undefined;
    post.mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    return () => finish();
  };

  test('error: sends nothing for a signal that fired before', async () => {
    const { send, post, prepare } = setup();
    expect(await settle(send('hello', AbortSignal.abort()))).toMatchObject({ code: 'aborted' });
    expect([post.mock.calls.length, prepare.mock.calls.length]).toEqual([0, 0]);
  });

  test('error: removes an aborted message from the queue', async () => {
    const { send, post } = setup();
    const finish = held(post);
    const first = send('a');
    const caller = new AbortController();
    const second = send('b', caller.signal).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    caller.abort();
    expect(await second).toMatchObject({ code: 'aborted' });
    finish();
    await settle(first);
    expect(post.mock.calls.map(([content]) => content)).toEqual(['a']);
  });

  test('error: waits for the outcome of a message that is being posted', async () => {
    const { send, post } = setup();
    post.mockImplementationOnce(
      (_content, { signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () =>
            setTimeout(() => reject({ ...lost, retryable: false }), 10),
          );
        }),
    );
    const caller = new AbortController();
    const end = send('a', caller.signal).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    caller.abort();
    await vi.advanceTimersByTimeAsync(10);
    expect(await end).toMatchObject({ outcome: 'unknown' });
    expect(post).toHaveBeenCalledTimes(1);
  });

  test('error: close refuses waiting messages and finishes the one being posted', async () => {
    const { core, send, post } = setup();
    const finish = held(post);
    const first = send('a');
    const second = send('b').catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    void core.close();
    expect(await second).toMatchObject({ code: 'session_closed' });
    finish();
    // It is accepted, and not searched for any more.
    expect(await settle(first)).toBeUndefined();
    expect(post.mock.calls.map(([content]) => content)).toEqual(['a']);
  });

  test('error: prefers the abort to the close', async () => {
    const { core, send, post } = setup();
    const finish = held(post);
    const first = send('a');
    const caller = new AbortController();
    const second = send('b', caller.signal).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    caller.abort();
    void core.close();
    expect(await second).toMatchObject({ code: 'aborted' });
    finish();
    await settle(first);
  });

  test('behavior: ends the search by the signal after the post', async () => {
    const { send, read } = setup({ isShown: false });
    const caller = new AbortController();
    const end = send('a', caller.signal);
    await vi.advanceTimersByTimeAsync(50);
    caller.abort();
    expect(await settle(end)).toBeUndefined();
    expect(read).toHaveBeenCalledTimes(1);
  });
});

describe('ask', () => {
  test('default: posts until accepted, within the time', async () => {
    const { core, post } = setup();
    post.mockRejectedValueOnce(limited).mockRejectedValueOnce(limited).mockRejectedValueOnce(limited);
    const end = performance.now() + 60_000;
    expect(await settle(core.ask('START', end, new AbortController().signal))).toBeUndefined();
    expect(post.mock.calls.map(([, { timeout }]) => timeout)).toEqual([60_000, 59_500, 58_500, 56_500]);
  });

  test('error: throws when there is no time for another attempt', async () => {
    const { core, post } = setup();
    post.mockRejectedValue(limited);
    const end = performance.now() + 1_000;
    expect(await settle(core.ask('START', end, new AbortController().signal))).toBe(limited);
    expect(post).toHaveBeenCalledTimes(2);
  });

  test.each(['stop', 'closing'] as const)('error: does not repeat after %s', async (name) => {
    const { core, post } = setup();
    const stop = new AbortController();
    post.mockRejectedValue(limited);
    const end = core.ask('START', performance.now() + 60_000, stop.signal).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    if (name === 'stop') stop.abort();
    else void core.close();
    expect(await settle(end)).toBe(limited);
    expect(post).toHaveBeenCalledTimes(1);
  });
});

describe('close', () => {
  test('default: waits for the message being posted, then says goodbye', async () => {
    const { core, send, post, onClose } = setup();
    const goodbye = vi.fn((_signal: AbortSignal) => Promise.resolve());
    post.mockImplementationOnce(() => new Promise((resolve) => setTimeout(resolve, 100)));
    const sent = send('a');
    await vi.advanceTimersByTimeAsync(0);
    const closed = core.close(goodbye);
    expect(onClose).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(99);
    expect(goodbye).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await closed;
    expect(goodbye).toHaveBeenCalledTimes(1);
    await settle(sent);
  });

  test('behavior: needs no goodbye, and drops unread messages', async () => {
    const { core, stored } = setup();
    await core.receive({});
    stored.push({ id: 'm1', from_agent: 'aria', content: 'x', created_at: '2026-01-01T00:00:00Z' });
    await core.receiver.pull({});
    await core.close();
    expect(core.receiver.takeAll()).toEqual([]);
  });

  test('error: refuses other calls afterwards', async () => {
    const { core, send, post } = setup();
    await core.close();
    const refused = { code: 'session_closed', hint: 'Open it again.' };
    expect(await settle(send('a'))).toMatchObject(refused);
    expect(await settle(core.receive({}))).toMatchObject(refused);
    expect(await settle(core.stream(undefined, {}).next())).toMatchObject(refused);
    expect(post).not.toHaveBeenCalled();
  });

  test('error: does not send a message whose preparation it interrupts', async () => {
    const { core, send, prepare, post } = setup();
    prepare.mockImplementationOnce(async () => void core.close());
    expect(await settle(send('a'))).toMatchObject({ code: 'session_closed' });
    expect(post).not.toHaveBeenCalled();
  });
});

test('behavior: close without onClose still says goodbye', async () => {
  const { core } = setup({ onClose: undefined });
  const goodbye = vi.fn((_signal: AbortSignal) => Promise.resolve());
  await core.close(goodbye);
  expect(goodbye).toHaveBeenCalledTimes(1);
});

describe('receive', () => {
  const say = (stored: XMTPMessage[], ...ids: string[]): void => {
    for (const id of ids)
      stored.push({ id, from_agent: 'aria', content: id, created_at: '2026-01-01T00:00:00Z' });
  };

  test('default: polls once and returns all messages, or as many as asked', async () => {
    const { core, stored, read } = setup();
    await core.receive({});
    say(stored, 'a', 'b', 'c');
    read.mockClear();
    expect((await core.receive({ limit: 2 })).map(({ id }) => id)).toEqual(['a', 'b']);
    say(stored, 'd');
    expect((await core.receive({})).map(({ id }) => id)).toEqual(['c', 'd']);
  });

  test('error: refuses unknown options and bad limits', async () => {
    const { core, read } = setup();
    const unknown = { most: 1 } as object;
    await expect(core.receive(unknown)).rejects.toMatchObject({ argument: 'options.most' });
    await expect(core.receive({ limit: 0.5 })).rejects.toMatchObject({ argument: 'limit' });
    await expect(core.stream(0, {}).next()).rejects.toMatchObject({ argument: 'pollIntervalMs' });
    await expect(core.stream(1, unknown).next()).rejects.toMatchObject({ argument: 'options.most' });
    expect(read).not.toHaveBeenCalled();
  });

  test('behavior: keeps a message that arrives after a stream was left', async () => {
    const { core, stored } = setup();
    await core.receive({});
    const stream = core.stream(undefined, {});
    const next = stream.next();
    await vi.advanceTimersByTimeAsync(0);
    say(stored, 'a', 'b');
    core.receiver.notifier.wake();
    await stream.return();
    expect(await next).toEqual({ done: true, value: undefined });
    await vi.advanceTimersByTimeAsync(10);
    expect((await core.receive({})).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('behavior: reports a gap with the names of office and agent', async () => {
    const { core, stored, onGap } = setup();
    say(stored, ...Array.from({ length: 200 }, (_, index) => `old${index}`));
    await core.receive({});
    stored.length = 0;
    say(stored, 'a', 'b');
    await core.receive({});
    expect(onGap.mock.calls).toEqual([
      [{ officeId: 'office', agentName: 'aria', after: 'old199', before: 'a' }],
    ]);
  });

  test('behavior: a stream listens to the events of its agent, and ends by its signal', async () => {
    const { core, listen, unlisten } = setup();
    const caller = new AbortController();
    const next = core
      .stream(undefined, { signal: caller.signal })
      .next()
      .catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    expect(listen.mock.calls).toEqual([['agent', 'aria', expect.any(Function)]]);
    caller.abort();
    expect(await next).toMatchObject({ code: 'aborted' });
    await vi.advanceTimersByTimeAsync(0);
    expect(unlisten).toHaveBeenCalledTimes(1);
  });
});
