import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Semaphore } from '../async/Semaphore.ts';
import { SessionError } from '../errors/SessionError.ts';
import type { News } from '../office/OfficeEvents.ts';
import type { MessageFeed, ReadNewest } from './MessageFeed.ts';
import { Receiver, type ReceiverOptions } from './Receiver.ts';
import type { CallOptions } from './Thread.ts';

const message = (id: string): XMTPMessage => ({
  id,
  from_agent: 'aria',
  content: id,
  created_at: '2026-01-01T00:00:00Z',
});
const ids = (messages: readonly XMTPMessage[]): string => messages.map(({ id }) => id).join('');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A receiver whose feed returns the given ids, one list for each poll; then nothing. */
function setup(polls: (string | object)[] = [], more: Partial<ReceiverOptions> = {}) {
  const reads: CallOptions[] = [];
  const times: number[] = [];
  const closing = new AbortController();
  const feed = {
    begin: vi.fn(async (read: ReadNewest) => void (await read(9))),
    announce: vi.fn(),
    next: async (read: ReadNewest) => {
      times.push(performance.now());
      await read(50);
      const next = polls.shift() ?? '';
      if (typeof next === 'object') throw next;
      return [...next].map(message);
    },
  };
  const read = vi.fn(async (_limit: number, options: CallOptions): Promise<XMTPMessage[]> => {
    reads.push(options);
    return [];
  });
  const run = vi.fn(<T>(task: () => Promise<T>, _options?: { urgent?: boolean }) => task());
  let wake: ((news: News) => void) | undefined;
  const receiver = new Receiver({
    thread: { read, post: () => Promise.resolve(), isOwn: () => false },
    feed: feed as unknown as MessageFeed,
    lifetime: {
      closing: closing.signal,
      closedError: () => new SessionError('session_closed', 'closed'),
    },
    accepts: ({ id }) => (id === 'P' ? 'piece' : id !== 'X'),
    semaphore: { run } as unknown as Semaphore,
    listen: (given) => {
      wake = given;
      return () => {
        wake = undefined;
      };
    },
    ...more,
  });
  return {
    receiver,
    feed,
    closing,
    reads,
    times,
    run,
    read,
    polls,
    news: (news: News) => wake?.(news),
    isHeard: () => wake !== undefined,
  };
}

/** Collects what a stream yields. */
function collect(stream: AsyncIterable<XMTPMessage>): { ids: string; end?: unknown } {
  const seen: { ids: string; end?: unknown } = { ids: '' };
  void (async () => {
    try {
      for await (const { id } of stream) seen.ids += id;
      seen.end = 'done';
    } catch (error) {
      seen.end = error;
    }
  })();
  return seen;
}

describe('pull', () => {
  test('default: keeps accepted messages, in order, until they are taken', async () => {
    const { receiver, reads, run } = setup(['abX', 'Pc']);
    const before = performance.now();
    await receiver.pull({ timeout: 7 });
    vi.advanceTimersByTime(5);
    await receiver.pull({ urgent: false });
    expect([receiver.received, receiver.taken, receiver.polledAt]).toEqual([3, 0, before + 5]);
    expect(reads[0]).toMatchObject({ timeout: 7 });
    expect(run.mock.calls.map(([, options]) => options)).toEqual([{ urgent: true }, { urgent: false }]);
    expect(ids(receiver.takeAll(2))).toBe('ab');
    expect(receiver.taken).toBe(2);
    expect(ids(receiver.takeAll())).toBe('c');
    expect([receiver.received, receiver.taken, ids(receiver.takeAll())]).toEqual([3, 3, '']);
  });

  test('behavior: prepares messages once, before accepting them', async () => {
    const order: string[] = [];
    const { receiver } = setup(['ab'], {
      prepare: async (messages, read) => {
        order.push(`prepare ${ids(messages)}`);
        await read(3);
      },
      accepts: ({ id }) => {
        order.push(id);
        return true;
      },
    });
    await receiver.pull({});
    expect(order).toEqual(['prepare ab', 'a', 'b']);
  });

  test('behavior: repeats messages whose preparation failed in the next poll', async () => {
    let fails = true;
    const { receiver } = setup(['a', 'b'], {
      prepare: async () => {
        if (fails) throw new Error('503');
      },
    });
    await expect(receiver.pull({})).rejects.toThrow('503');
    expect([receiver.received, receiver.polledAt]).toEqual([0, Number.NEGATIVE_INFINITY]);
    fails = false;
    await receiver.pull({});
    expect(ids(receiver.takeAll())).toBe('ab');
  });

  test('behavior: runs concurrent polls in turn', async () => {
    const { receiver } = setup(['a', 'b']);
    await Promise.all([receiver.pull({}), receiver.pull({})]);
    expect(ids(receiver.takeAll())).toBe('ab');
  });

  test('error: ends by close, also while waiting', async () => {
    const { receiver, closing, read } = setup(['a']);
    read.mockImplementation(() => new Promise(() => undefined));
    const pull = receiver.pull({});
    const next = receiver.pull({});
    await vi.advanceTimersByTimeAsync(0);
    closing.abort();
    await expect(pull).rejects.toMatchObject({ code: 'session_closed' });
    await expect(next).rejects.toMatchObject({ code: 'session_closed' });
    expect(read.mock.calls[0]?.[1].signal?.aborted).toBe(true);
  });

  test('error: ends by the signal of the caller', async () => {
    const { receiver, read } = setup(['a']);
    const caller = new AbortController();
    read.mockImplementation(() => new Promise(() => undefined));
    const pull = receiver.pull({ signal: caller.signal });
    caller.abort();
    await expect(pull).rejects.toMatchObject({ code: 'aborted' });
    read.mockClear();
    await expect(receiver.pull({ signal: caller.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(read).not.toHaveBeenCalled();
  });

  test('default: begin reads the history', async () => {
    const { receiver, feed, read } = setup();
    await receiver.begin({ timeout: 7 });
    expect([feed.begin.mock.calls.length, read.mock.lastCall?.[0]]).toEqual([1, 9]);
  });
});

describe('messages that were read', () => {
  test('behavior: drop removes one message', async () => {
    const { receiver } = setup(['abc']);
    await receiver.pull({});
    expect([receiver.drop('a'), receiver.drop('a'), receiver.drop('z')]).toEqual([true, false, false]);
    expect(ids(receiver.takeAll())).toBe('bc');
  });

  test('behavior: giveBack puts them first, in order, and wakes a sleep', async () => {
    const { receiver } = setup(['c']);
    await receiver.pull({});
    const mark = receiver.notifier.mark();
    receiver.giveBack([]);
    expect(receiver.notifier.mark()).toBe(mark);
    receiver.giveBack([message('a')]);
    receiver.giveBack([message('b')], 1);
    expect(receiver.notifier.mark()).not.toBe(mark);
    expect(ids(receiver.takeAll())).toBe('abc');
  });

  test('error: take throws for a fired signal and takes nothing', async () => {
    const { receiver } = setup(['a']);
    await receiver.pull({});
    expect(() => receiver.take(AbortSignal.abort())).toThrow(expect.objectContaining({ code: 'aborted' }));
    expect(receiver.take(new AbortController().signal)?.id).toBe('a');
    expect(receiver.take(undefined)).toBeUndefined();
  });
});

describe('stream', () => {
  test('default: yields messages as they come, and polls again at once after some', async () => {
    const { receiver, times, isHeard } = setup(['ab', '', 'c']);
    const started = performance.now();
    const seen = collect(receiver.stream(3_000, {}));
    await vi.advanceTimersByTimeAsync(0);
    expect(seen.ids).toBe('ab');
    expect(isHeard()).toBe(true);
    await vi.advanceTimersByTimeAsync(2_999);
    expect(seen.ids).toBe('ab');
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.ids).toBe('abc');
    expect(times.map((at) => at - started)).toEqual([0, 0, 3_000, 3_000]);
  });

  test('behavior: marks the first poll, and polls after news, as urgent', async () => {
    const { receiver, run, news } = setup();
    collect(receiver.stream(3_000, {}));
    await vi.advanceTimersByTimeAsync(3_000);
    news({});
    await vi.advanceTimersByTimeAsync(0);
    expect(run.mock.calls.map(([, options]) => options?.urgent)).toEqual([true, false, true]);
  });

  test('behavior: polls at once after news and announces the message', async () => {
    const { receiver, feed, polls, news } = setup();
    const seen = collect(receiver.stream(60_000, {}));
    await vi.advanceTimersByTimeAsync(100);
    polls.push('a');
    news({ id: 'a' });
    await vi.advanceTimersByTimeAsync(0);
    expect([seen.ids, feed.announce.mock.calls]).toEqual(['a', [['a']]]);
    news({});
    expect(feed.announce).toHaveBeenCalledTimes(1);
  });

  test('behavior: polls again at once after news during a poll', async () => {
    const state: { news?: () => void } = {};
    const { receiver, news, polls, feed } = setup();
    let polled = 0;
    feed.next = async () => {
      if (polled++ === 0) state.news?.();
      return [...String(polls.shift() ?? '')].map(message);
    };
    state.news = () => {
      news({});
      polls.push('', 'a');
    };
    const seen = collect(receiver.stream(60_000, {}));
    await vi.advanceTimersByTimeAsync(0);
    expect([seen.ids, polled]).toEqual(['a', 3]);
  });

  test('behavior: without an interval, 1 s while messages come; sooner after a question', async () => {
    const { receiver, times, polls } = setup(['a']);
    const started = performance.now();
    collect(receiver.stream(undefined, {}));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(times.map((at) => at - started)).toEqual([0, 0, 1_000, 2_000]);
    receiver.expect();
    await vi.advanceTimersByTimeAsync(300);
    expect(times.slice(4).map((at) => at - started)).toEqual([2_000, 2_100, 2_300]);
    expect(polls).toEqual([]);
  });

  test('behavior: a question does not wake a stream with a custom interval', async () => {
    const { receiver, times } = setup();
    collect(receiver.stream(5_000, {}));
    await vi.advanceTimersByTimeAsync(0);
    receiver.expect();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(times).toHaveLength(1);
  });

  test('behavior: a question does not wake a stream that was left', async () => {
    const { receiver, isHeard } = setup();
    const stream = receiver.polls(undefined, {});
    await stream.next();
    expect(isHeard()).toBe(true);
    await stream.return();
    expect(isHeard()).toBe(false);
    const mark = receiver.notifier.mark();
    receiver.expect();
    expect(receiver.notifier.mark()).toBe(mark);
  });

  test('behavior: lengthens the interval after announced messages, shortens it when events are lost', async () => {
    const { receiver, times, polls, news } = setup();
    collect(receiver.stream(undefined, {}));
    await vi.advanceTimersByTimeAsync(0);
    polls.push('a');
    news({ id: 'a' });
    await vi.advanceTimersByTimeAsync(20_000);
    const slow = times.length;
    news({ isLost: true });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(times.length - slow).toBeGreaterThanOrEqual(5);
    // 0, 0 (after the news), 1, 3, 7, 15 s.
    expect(slow).toBeLessThanOrEqual(8);
  });

  test('behavior: pieces count as news, and are not handed out', async () => {
    const { receiver, times } = setup(['P', 'P']);
    const seen = collect(receiver.stream(5_000, {}));
    await vi.advanceTimersByTimeAsync(0);
    expect([seen.ids, times.length]).toEqual(['', 3]);
  });

  test('behavior: retries a failed poll after 250, 500 and 1,000 ms, despite news', async () => {
    const busy = { retryable: true };
    const { receiver, times, news } = setup([busy, busy, busy, 'a', busy]);
    const started = performance.now();
    const seen = collect(receiver.stream(undefined, {}));
    await vi.advanceTimersByTimeAsync(100);
    news({});
    await vi.advanceTimersByTimeAsync(1_649);
    expect(seen.ids).toBe('');
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.ids).toBe('a');
    await vi.advanceTimersByTimeAsync(250);
    // A success begins the delays again.
    expect(times.map((at) => at - started)).toEqual([0, 250, 750, 1_750, 1_750, 2_000]);
  });

  test('behavior: waits at least the custom interval after a failure', async () => {
    const { receiver, times } = setup([{ retryable: true }]);
    const started = performance.now();
    collect(receiver.stream(700, {}));
    await vi.advanceTimersByTimeAsync(700);
    expect(times.map((at) => at - started)).toEqual([0, 700]);
  });

  test('error: ends after a failure that is not retryable', async () => {
    const wrong = { retryable: false };
    const { receiver, isHeard } = setup([wrong]);
    const seen = collect(receiver.stream(undefined, {}));
    await vi.advanceTimersByTimeAsync(0);
    expect([seen.end, isHeard()]).toEqual([wrong, false]);
  });

  test.each<[string, (string | object)[]]>([
    ['while it sleeps', []],
    ['after a failure', [{ retryable: true }]],
  ])('behavior: ends by close %s', async (_, polls) => {
    const { receiver, closing, times } = setup(polls);
    const seen = collect(receiver.stream(5_000, {}));
    await vi.advanceTimersByTimeAsync(10);
    closing.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect([seen.end, times.length, vi.getTimerCount()]).toEqual(['done', 1, 0]);
  });

  test('behavior: ends by close during a poll and before one', async () => {
    const { receiver, closing, read, times } = setup();
    read.mockImplementation(() => new Promise(() => undefined));
    const seen = collect(receiver.stream(5_000, {}));
    await vi.advanceTimersByTimeAsync(0);
    closing.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect([seen.end, times.length]).toEqual(['done', 1]);
    const late = collect(receiver.stream(5_000, {}));
    await vi.advanceTimersByTimeAsync(0);
    expect([late.end, times.length]).toEqual(['done', 1]);
  });

  test('behavior: keeps unread messages after close', async () => {
    const { receiver, closing } = setup(['ab']);
    const stream = receiver.stream(undefined, {});
    expect((await stream.next()).value?.id).toBe('a');
    closing.abort();
    expect((await stream.next()).done).toBe(true);
    expect(ids(receiver.takeAll())).toBe('b');
  });

  test.each<[string, (string | object)[]]>([
    ['while it sleeps', []],
    ['after a failure', [{ retryable: true }]],
  ])('error: ends by the signal of the caller %s', async (_, polls) => {
    const { receiver } = setup(polls);
    const caller = new AbortController();
    const seen = collect(receiver.stream(5_000, { signal: caller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    caller.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(seen.end).toMatchObject({ code: 'aborted' });
    expect(vi.getTimerCount()).toBe(0);
  });
});
