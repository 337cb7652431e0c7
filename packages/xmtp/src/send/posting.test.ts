import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Semaphore } from '../async/Semaphore.ts';
import type { MessageFeed } from '../receive/MessageFeed.ts';
import type { CallOptions } from '../receive/Thread.ts';
import { Delivery, type Posting } from './Delivery.ts';

const lost = { name: 'lost', outcome: 'unknown', retryable: true, status: 0 };
const cut = { name: 'cut', outcome: 'unknown', retryable: false, status: 0 };
const refused = { name: 'refused', outcome: 'not_sent', retryable: true, status: 0 };
const wrong = { name: 'wrong', outcome: 'rejected', retryable: false, status: 400 };

let count = 0;
const own = (content: string): XMTPMessage => ({
  id: `m${count++}`,
  from_agent: 'me',
  content,
  created_at: '2026-01-01T00:00:00Z',
});
const theirs = (content: string): XMTPMessage => ({ ...own(content), from_agent: 'aria' });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/**
 * A delivery over a thread in memory.
 *
 * @param posts - How the posts end: `undefined` for an accepted one; the last one repeats.
 * @param pages - What the reads return, or reject with; the last one repeats.
 */
function setup(
  posts: readonly (object | undefined)[],
  pages: readonly (readonly unknown[] | Error)[] = [[]],
) {
  const posted: { content: string; at: number; options: CallOptions }[] = [];
  const reads: { limit: number; at: number; options: CallOptions }[] = [];
  const ended = new AbortController();
  const thread = {
    async read(limit: number, options: CallOptions): Promise<XMTPMessage[]> {
      const page = pages[Math.min(reads.length, pages.length - 1)];
      reads.push({ limit, at: performance.now(), options });
      if (page instanceof Error) throw page;
      return page as XMTPMessage[];
    },
    async post(content: string, options: CallOptions): Promise<void> {
      const end = posts[Math.min(posted.length, posts.length - 1)];
      posted.push({ content, at: performance.now(), options });
      if (end !== undefined) throw end;
    },
    isOwn: ({ from_agent }: XMTPMessage) => from_agent === 'me',
  };
  const feed = { polls: 5, reach: 10_000, isSince: vi.fn((_id: string, _polls: number) => true) };
  const semaphore = { run: vi.fn(<T>(task: () => Promise<T>) => task()) };
  const delivery = new Delivery({
    thread,
    feed: feed as unknown as MessageFeed,
    ended: ended.signal,
    semaphore: semaphore as unknown as Semaphore,
  });
  const started = performance.now();
  return { delivery, posted, reads, feed, semaphore, ended, started };
}

/** Lets all timers run until a promise has settled. Errors are returned. */
async function settle<T>(promise: Promise<T>): Promise<T | unknown> {
  const end = promise.catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return end;
}

const posting = (more: Partial<Posting> = {}): Posting => ({ since: 5, stops: [], ...more });

describe('post', () => {
  test('default: posts once, under a random key, and reads nothing', async () => {
    const { delivery, posted, reads, semaphore } = setup([undefined]);
    expect(await settle(delivery.post('hello', posting()))).toBeUndefined();
    expect(posted).toMatchObject([
      {
        content: 'hello',
        options: { maxRetries: 0, idempotencyKey: expect.stringMatching(/^[\da-f-]{36}$/) },
      },
    ]);
    expect(posted[0]?.options.timeout).toBeUndefined();
    expect(reads).toEqual([]);
    expect(semaphore.run).toHaveBeenCalledWith(expect.any(Function), { urgent: true });
  });

  test('behavior: needs no semaphore', async () => {
    const post = vi.fn(() => Promise.resolve());
    const thread = { post, read: () => Promise.resolve([]), isOwn: () => true };
    const feed = { polls: 0 } as MessageFeed;
    await new Delivery({ thread, feed, ended: new AbortController().signal }).post('x', posting());
    expect(post).toHaveBeenCalledTimes(1);
  });

  test('behavior: uses the given key for every attempt', async () => {
    const { delivery, posted } = setup([refused, refused, undefined]);
    await settle(delivery.post('hello', posting({ idempotencyKey: 'key' })));
    expect(posted.map(({ options }) => options.idempotencyKey)).toEqual(['key', 'key', 'key']);
  });

  test('behavior: posts again after a delay, without a search, when nothing was sent', async () => {
    const { delivery, posted, reads, started } = setup([refused, refused, undefined]);
    expect(await settle(delivery.post('hello', posting()))).toBeUndefined();
    expect(posted.map(({ at }) => at - started)).toEqual([0, 500, 1_500]);
    expect(new Set(posted.map(({ options }) => options.idempotencyKey)).size).toBe(1);
    expect(reads).toEqual([]);
  });

  test('error: throws a refusal that is not retryable', async () => {
    const { delivery, posted, reads } = setup([wrong]);
    expect(await settle(delivery.post('hello', posting()))).toBe(wrong);
    expect([posted.length, reads.length]).toEqual([1, 0]);
  });

  test('behavior: finds a text that arrived, and does not post again', async () => {
    const message = own('hello');
    const { delivery, posted, reads } = setup([lost], [[own('other'), theirs('hello'), message]]);
    expect(await settle(delivery.post('hello', posting()))).toBe(message);
    expect([posted.length, reads.map(({ limit }) => limit)]).toEqual([1, [20]]);
    expect(reads[0]?.options).toMatchObject({ timeout: 5_000, maxRetries: 0 });
  });

  test('behavior: searches three times, further back each time, then posts again', async () => {
    const { delivery, posted, reads, started } = setup([lost, undefined], [[own('other')]]);
    expect(await settle(delivery.post('hello', posting()))).toBeUndefined();
    expect(reads.map(({ limit, at }) => [limit, at - started])).toEqual([
      [20, 0],
      [100, 100],
      [500, 500],
    ]);
    expect(posted.map(({ at }) => at - started)).toEqual([0, 1_000]);
  });

  test('behavior: searches no further back than the known messages', async () => {
    const { delivery, reads, feed } = setup([cut], [[own('other')]]);
    feed.reach = 30;
    await settle(delivery.post('hello', posting()));
    expect(reads.map(({ limit }) => limit)).toEqual([20, 30, 30]);
  });

  test('error: does not post again after a final failure with an unknown outcome', async () => {
    const { delivery, posted, reads } = setup([cut], [[own('other')]]);
    expect(await settle(delivery.post('hello', posting()))).toBe(cut);
    expect([posted.length, reads.length]).toEqual([1, 3]);
  });

  test('error: throws the latest failure with an unknown outcome, if any', async () => {
    const certain = setup([lost, wrong], [[own('other')]]);
    expect(await settle(certain.delivery.post('hello', posting()))).toBe(lost);
    // The first one may still have come.
    expect([certain.posted.length, certain.reads.length]).toEqual([2, 6]);
    const doubtful = setup([lost, cut], [[own('other')]]);
    expect(await settle(doubtful.delivery.post('hello', posting()))).toBe(cut);
    const unsent = setup([refused, wrong]);
    expect(await settle(unsent.delivery.post('hello', posting()))).toBe(wrong);
  });

  test('behavior: repeats only the search while no read succeeds', async () => {
    const message = own('hello');
    const broken = new Error('503');
    const { delivery, posted, reads } = setup([lost], [broken, broken, broken, [message]]);
    expect(await settle(delivery.post('hello', posting()))).toBe(message);
    expect([posted.length, reads.length]).toEqual([1, 4]);
  });

  test('behavior: keeps the result of a search beside a failed read', async () => {
    const found: unknown[] = [];
    const { delivery } = setup([lost], [[own('other')], new Error('503')]);
    const mayRepeat = (_doubt: unknown, result: unknown): boolean => {
      found.push(result);
      return false;
    };
    await settle(delivery.post('hello', posting({ mayRepeat })));
    expect(found).toEqual(['missing']);
  });

  test.each<[string, (XMTPMessage | null)[] | Error]>([
    ['missing', [own('other'), null]],
    ['hidden', [theirs('hello')]],
    ['hidden', []],
    ['unseen', new Error('503')],
  ])('behavior: calls mayRepeat after the search: %s', async (found, page) => {
    const mayRepeat = vi.fn(() => false);
    const { delivery, posted } = setup([lost], [page]);
    expect(await settle(delivery.post('hello', posting({ mayRepeat })))).toBe(lost);
    expect(mayRepeat.mock.calls).toEqual([[lost, found]]);
    expect(posted).toHaveLength(1);
  });

  test('behavior: does not call mayRepeat when the outcome is certain', async () => {
    const mayRepeat = vi.fn(() => false);
    const { delivery, posted } = setup([refused, undefined]);
    await settle(delivery.post('hello', posting({ mayRepeat })));
    expect([posted.length, mayRepeat.mock.calls.length]).toEqual([2, 0]);
  });

  test.each([
    [0, 1],
    [2, 3],
  ])('error: with %i retries, posts: %i', async (retries, posts) => {
    const { delivery, posted } = setup([refused]);
    expect(await settle(delivery.post('hello', posting({ retries })))).toBe(refused);
    expect(posted).toHaveLength(posts);
  });
});

describe('the deadline', () => {
  test.each([
    [500, 1],
    [501, 2],
  ])('error: with %i ms left and a delay of 500 ms, posts: %i', async (left, posts) => {
    const { delivery, posted } = setup([refused, wrong]);
    await settle(delivery.post('hello', posting({ end: performance.now() + left })));
    expect(posted).toHaveLength(posts);
  });

  test('behavior: limits each request, but to no less than a second', async () => {
    const { delivery, posted } = setup([refused, undefined]);
    await settle(delivery.post('hello', posting({ end: performance.now() + 1_600 })));
    expect(posted.map(({ options }) => options.timeout)).toEqual([1_600, 1_100]);
    const late = setup([undefined]);
    await settle(late.delivery.post('hello', posting({ end: performance.now() + 10 })));
    expect(late.posted.map(({ options }) => options.timeout)).toEqual([1_000]);
  });
});

describe('signals', () => {
  test('error: ends at once by a stop during the delay', async () => {
    const stop = new AbortController();
    const { delivery, posted } = setup([refused]);
    const end = delivery.post('hello', posting({ stops: [undefined, stop.signal] })).catch((error) => error);
    await vi.advanceTimersByTimeAsync(499);
    stop.abort();
    expect(await end).toBe(refused);
    expect([posted.length, vi.getTimerCount()]).toEqual([1, 0]);
  });

  test('error: ends by a stop during the search: unseen', async () => {
    const stop = new AbortController();
    const mayRepeat = vi.fn(() => true);
    const { delivery, posted, reads } = setup([lost], [[own('other')]]);
    const end = delivery.post('hello', posting({ stops: [stop.signal], mayRepeat })).catch((error) => error);
    await vi.advanceTimersByTimeAsync(50);
    stop.abort();
    expect(await end).toBe(lost);
    expect([posted.length, reads.length, mayRepeat.mock.calls]).toEqual([1, 1, [[lost, 'unseen']]]);
  });

  test('behavior: ends by a stop during a hanging read', async () => {
    const stop = new AbortController();
    const { delivery } = setup([lost]);
    const hanging = { read: () => new Promise<never>(() => undefined), post: () => Promise.reject(lost) };
    const thread = { ...hanging, isOwn: () => true };
    const feed = { polls: 0, reach: 1 } as MessageFeed;
    const other = new Delivery({ thread, feed, ended: new AbortController().signal });
    const end = other.post('hello', posting({ stops: [stop.signal] })).catch((error) => error);
    await vi.advanceTimersByTimeAsync(0);
    stop.abort();
    expect(await end).toBe(lost);
    expect(delivery).toBeInstanceOf(Delivery);
  });

  test.each(['signal', 'ended'] as const)('behavior: %s aborts the request', async (name) => {
    const { delivery, posted, ended } = setup([undefined]);
    const caller = new AbortController();
    if (name === 'ended') ended.abort();
    else caller.abort();
    await settle(delivery.post('hello', posting({ signal: caller.signal })));
    expect(posted[0]?.options.signal?.aborted).toBe(true);
  });

  test('behavior: does not abort a request without a fired signal', async () => {
    const { delivery, posted } = setup([undefined]);
    await settle(delivery.post('hello', posting({ signal: new AbortController().signal })));
    expect(posted[0]?.options.signal?.aborted).toBe(false);
  });
});

describe('equal texts', () => {
  test('behavior: does not find a message twice', async () => {
    const [first, second] = [own('yes'), own('yes')];
    const { delivery } = setup([lost], [[first], [first, second]]);
    expect(await settle(delivery.post('yes', posting()))).toBe(first);
    expect(await settle(delivery.post('yes', posting()))).toBe(second);
  });

  test('behavior: does not take the message of an accepted post for a doubtful one', async () => {
    const [first, second] = [own('yes'), own('yes')];
    const { delivery } = setup([undefined, lost], [[first], [first, second]]);
    await settle(delivery.post('yes', posting()));
    expect(await settle(delivery.post('yes', posting()))).toBe(second);
  });

  test('behavior: ignores accepted posts of other texts, or of earlier polls', async () => {
    const first = own('yes');
    const { delivery } = setup([undefined, undefined, lost], [[first]]);
    await settle(delivery.post('no', posting()));
    await settle(delivery.post('yes', posting({ since: 4 })));
    expect(await settle(delivery.post('yes', posting()))).toBe(first);
  });

  test('behavior: forgets accepted posts that a poll has shown', async () => {
    const first = own('yes');
    const { delivery, feed } = setup([undefined, undefined, lost], [[first]]);
    await settle(delivery.post('yes', posting()));
    feed.polls = 6;
    await settle(delivery.post('other', posting({ since: 6 })));
    expect(await settle(delivery.post('yes', posting()))).toBe(first);
  });

  test('behavior: ignores messages from before the post', async () => {
    const [before, after] = [own('yes'), own('yes')];
    const { delivery, feed } = setup([lost], [[before, after]]);
    feed.isSince.mockImplementation((id, polls) => polls === 5 && id === after.id);
    expect(await settle(delivery.post('yes', posting()))).toBe(after);
  });
});

describe('find', () => {
  test('default: finds an accepted message', async () => {
    const message = own('hello');
    const { delivery, reads } = setup([undefined], [[message]]);
    await settle(delivery.post('hello', posting()));
    expect(await settle(delivery.find('hello', 5, [], true))).toBe(message);
    expect(reads).toHaveLength(1);
  });

  test.each([
    [true, 3],
    [false, 1],
  ])('behavior: with patience %j, reads: %i', async (isPatient, count) => {
    const { delivery, reads } = setup([undefined], [[own('other')]]);
    expect(await settle(delivery.find('hello', 5, [], isPatient))).toBe('missing');
    expect(reads).toHaveLength(count);
  });

  test('behavior: forgets an accepted post that was found', async () => {
    const [first, second] = [own('yes'), own('yes')];
    const { delivery } = setup([undefined, lost], [[first], [first, second]]);
    await settle(delivery.post('yes', posting()));
    expect(await settle(delivery.find('yes', 5, [], true))).toBe(first);
    // Otherwise the second one would be skipped, too.
    expect(await settle(delivery.post('yes', posting()))).toBe(second);
  });

  test.each([
    ['another text', 'no', 5],
    ['another poll', 'yes', 4],
  ])('behavior: keeps an accepted post of %s', async (_, content, since) => {
    const [mine, other] = [own('yes'), own(content)];
    const { delivery } = setup([undefined, lost], [[other], [other, mine], [other, mine], [other, mine]]);
    await settle(delivery.post('yes', posting()));
    expect(await settle(delivery.find(content, since, [], true))).toBe(other);
    const found = await settle(delivery.post('yes', posting({ retries: 0 })));
    expect(found).toBe(lost);
  });
});
