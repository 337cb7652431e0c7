import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { feedOver } from '../../test/feedOver.ts';
import { Semaphore } from '../async/Semaphore.ts';
import { SessionError } from '../errors/SessionError.ts';
import type { News } from '../office/OfficeEvents.ts';
import { Receiver } from './Receiver.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** A receiver of a conversation in memory. `read` says which limits were requested since the last call. */
function setup(options: Parameters<typeof feedOver>[0] = {}) {
  const conversation = feedOver({ history: 1_000, ...options });
  const closing = new AbortController();
  let hear: (news: News) => void = () => undefined;
  const receiver = new Receiver({
    thread: { read: conversation.read, post: () => Promise.resolve(), isOwn: () => false },
    feed: conversation.feed,
    lifetime: { closing: closing.signal, closedError: () => new SessionError('session_closed', 'closed') },
    accepts: () => true,
    semaphore: new Semaphore(1),
    listen: (wake) => {
      hear = wake;
      return () => undefined;
    },
  });
  const got: string[] = [];
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return {
    ...conversation,
    got,
    settle,
    news: (...ids: (string | undefined)[]) => {
      for (const id of ids) hear({ id });
    },
    /** Reads the stream. `handleMs`: how long each message takes. */
    listen: async (intervalMs?: number, handleMs = 0) => {
      const reading = (async () => {
        for await (const { id } of receiver.stream(intervalMs, {})) {
          got.push(id);
          if (handleMs > 0) await new Promise((resolve) => setTimeout(resolve, handleMs));
        }
      })();
      reading.catch(() => undefined);
      await settle();
      await vi.advanceTimersByTimeAsync(5_000);
      conversation.asked();
    },
    close: async () => {
      closing.abort();
      await settle();
    },
  };
}

test('default: 100 messages a second take a poll for each seven, which read these and ten more', async () => {
  const { say, news, listen, got, asked, stored, close } = setup();
  await listen();
  for (let index = 0; index < 1_000; index++) {
    say(1);
    news(stored.at(-1)?.id);
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(200);
  const limits = asked();
  expect(got).toEqual(Array.from({ length: 1_000 }, (_, index) => `${1_001 + index}`));
  expect(limits.length).toBeLessThanOrEqual(200);
  // Each 2 s one reads back over the last 10 s.
  expect(limits.filter((limit) => limit > 20).length).toBeLessThanOrEqual(6);
  await close();
});

test('behavior: polls at once for one announced message, and not again', async () => {
  const { say, news, listen, got, asked, settle, close } = setup();
  await listen(60_000);
  say(1);
  news('1001');
  await settle();
  expect([got, asked().length]).toEqual([['1001'], 1]);
  say(2);
  news('1002', '1003');
  await settle();
  expect([got.length, asked()]).toEqual([3, [12]]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked()).toEqual([]);
  await close();
});

test('behavior: events in another order, twice, of other messages, or lost change nothing', async () => {
  const { say, news, listen, got, settle, close } = setup();
  await listen(60_000);
  say(30);
  news('1030', '1004', '1004', 'forged', '1002');
  await settle();
  await vi.advanceTimersByTimeAsync(500);
  expect(got).toEqual(Array.from({ length: 30 }, (_, index) => `${1_001 + index}`));
  await close();
});

test('behavior: searches three times for a message that is announced before it is on a page', async () => {
  const { say, news, listen, got, asked, settle, close } = setup();
  await listen(60_000);
  news('1001');
  await settle();
  expect(asked().length).toBe(1);
  say(1);
  await vi.advanceTimersByTimeAsync(50);
  expect([got, asked().length]).toEqual([['1001'], 2]);
  news('forged');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked().length).toBe(3);
  await close();
});

test('behavior: an announced message that is stored late is found at once', async () => {
  const { say, news, listen, got, stored, settle, close } = setup();
  await listen(60_000);
  say(100);
  news('1100');
  await settle();
  stored.splice(-40, 0, { id: 'late', from_agent: 'aria', content: 'x', created_at: '' });
  news('late');
  await vi.advanceTimersByTimeAsync(100);
  expect(got.at(-1)).toBe('late');
  await close();
});

test('behavior: an event that names no message reads back over recent messages', async () => {
  const { say, news, listen, got, asked, settle, close } = setup();
  await listen(60_000);
  say(1);
  news(undefined);
  await settle();
  expect([got, asked()]).toEqual([['1001'], [50, 51]]);
  await close();
});

test.each([undefined, 1_000])(
  'behavior: reads on while a message is handled, as a server may keep only the newest (interval: %j)',
  async (intervalMs) => {
    const { say, listen, got, gaps, close } = setup({ most: 100 });
    await listen(intervalMs, 3_000);
    for (let round = 0; round < 10; round++) {
      say(80);
      await vi.advanceTimersByTimeAsync(2_000);
    }
    expect(got.length).toBeLessThan(10);
    await vi.advanceTimersByTimeAsync(800 * 3_000);
    expect([got.length, gaps]).toEqual([800, []]);
    await close();
  },
);

test('behavior: does not read on when all announced messages were read', async () => {
  const { say, news, listen, got, asked, settle, close } = setup();
  await listen(60_000, 3_000);
  say(1);
  news('1001');
  await settle();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([got, asked().length]).toEqual([['1001'], 1]);
  say(1);
  news('1002');
  await vi.advanceTimersByTimeAsync(100);
  expect(asked().length).toBe(1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect([got, asked().length]).toEqual([['1001', '1002'], 0]);
  await close();
});

test('behavior: holds 10,000 unread messages, and a page more, at most', async () => {
  const { say, listen, asked, close } = setup();
  await listen(1_000, 2 ** 31 - 1);
  for (let round = 0; round < 15; round++) {
    say(1_000);
    await vi.advanceTimersByTimeAsync(2_000);
  }
  asked();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked()).toEqual([]);
  await close();
});
