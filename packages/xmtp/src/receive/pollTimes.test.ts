import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Semaphore } from '../async/Semaphore.ts';
import { SessionError } from '../errors/SessionError.ts';
import type { News } from '../office/OfficeEvents.ts';
import type { MessageFeed } from './MessageFeed.ts';
import { Receiver } from './Receiver.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** A stream without an interval of its own. Its feed returns `next` once; `P` is a piece of a reply. */
function streamed() {
  const state = { next: '', times: [] as number[], wake: (_news: News): void => undefined };
  const started = performance.now();
  const feed = {
    announce: () => undefined,
    next: async () => {
      state.times.push(performance.now() - started);
      const found = [...state.next];
      state.next = '';
      return found.map((id) => ({ id, from_agent: 'aria', content: id, created_at: '' }));
    },
  };
  const receiver = new Receiver({
    thread: { read: () => Promise.resolve([]), post: () => Promise.resolve(), isOwn: () => false },
    feed: feed as unknown as MessageFeed,
    lifetime: {
      closing: new AbortController().signal,
      closedError: () => new SessionError('session_closed', 'closed'),
    },
    accepts: ({ id }: XMTPMessage) => (id === 'P' ? 'piece' : true),
    semaphore: { run: (task: () => unknown) => task() } as unknown as Semaphore,
    listen: (wake) => {
      state.wake = wake;
      return () => undefined;
    },
  });
  void (async () => {
    for await (const _ of receiver.stream(undefined, {}));
  })();
  return state;
}

test('default: grows while nothing comes', async () => {
  const { times } = streamed();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(times).toEqual([0, 1_000, 2_250, 3_812]);
});

test.each(['a', 'P'])('behavior: is 1 s after a message or a piece: %s', async (id) => {
  const state = streamed();
  await vi.advanceTimersByTimeAsync(500);
  state.next = id;
  await vi.advanceTimersByTimeAsync(3_500);
  // Found at 1 s, and polled again at once.
  expect(state.times).toEqual([0, 1_000, 1_000, 2_000, 3_000, 4_000]);
});

test('behavior: grows sooner after an announced message, and not after one found by polling', async () => {
  const state = streamed();
  await vi.advanceTimersByTimeAsync(500);
  state.next = 'a';
  state.wake({ id: 'a' });
  await vi.advanceTimersByTimeAsync(8_000);
  expect(state.times).toEqual([0, 500, 500, 1_500, 3_500, 7_500]);
  state.next = 'b';
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state.times.slice(6)).toEqual([15_500, 15_500, 16_500, 17_500, 18_500]);
});
