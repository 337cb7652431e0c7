import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { feedOver } from '../../test/feedOver.ts';
import { MessageFeed } from './MessageFeed.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('reading back', () => {
  test.each([true, false])(
    'default: reads a larger page until it reaches back (newest first: %j)',
    async (isNewestFirst) => {
      const { next, say, asked, gaps } = feedOver({ history: 300, isNewestFirst });
      await next();
      asked();
      say(500);
      expect(await next()).toBe('301-800');
      expect(asked()).toEqual([50, 200, 800]);
      expect(gaps).toEqual([]);
    },
  );

  test('behavior: reports a gap when the server returns no more', async () => {
    const { next, say, gaps, asked } = feedOver({ history: 300, most: 100 });
    await next();
    asked();
    say(150);
    expect(await next()).toBe('351-450');
    expect(asked()).toEqual([50, 200, 800]);
    expect(gaps).toEqual([['300', '351']]);
  });

  test('behavior: reports no gap when a page reaches the last known message', async () => {
    const { next, say, gaps } = feedOver({ history: 300, most: 100 });
    await next();
    say(99);
    expect(await next()).toBe('301-399');
    expect(gaps).toEqual([]);
  });

  test('behavior: requests 10,000 messages at most, and cuts longer pages', async () => {
    const { feed, next, say, asked, gaps, stored } = feedOver({ history: 300 });
    await next();
    asked();
    say(20_000);
    expect(await next()).toBe('10301-20300');
    expect(asked()).toEqual([50, 200, 800, 3_200, 10_000]);
    expect(gaps).toEqual([['300', '10301']]);
    say(1);
    expect((await feed.next(async () => stored)).map(({ id }) => id)).toEqual(['20301']);
  });

  test('behavior: requests messages of the last 10 s, up to 500, and half a page', async () => {
    const { next, say, asked } = feedOver({ history: 300 });
    await next();
    say(20);
    await next();
    asked();
    await next();
    expect(asked()).toEqual([70]);
    vi.advanceTimersByTime(9_999);
    say(3);
    await next();
    await next();
    expect(asked()).toEqual([70, 73]);
    vi.advanceTimersByTime(1);
    await next();
    expect(asked()).toEqual([53]);
    // The last arrival counts for ever.
    vi.advanceTimersByTime(60_000);
    await next();
    expect(asked()).toEqual([53]);
    say(600);
    await next();
    asked();
    await next();
    expect(asked()).toEqual([550]);
  });

  test('behavior: finds a message that is stored late', async () => {
    const { next, say, stored } = feedOver({ history: 300 });
    await next();
    say(10);
    await next();
    const late = { ...(stored[304] as XMTPMessage), id: '999' };
    stored.splice(305, 0, late);
    expect(await next()).toBe('999');
    expect(await next()).toBe('');
  });

  test('behavior: finds a message that a page left out', async () => {
    const { feed, next, say, stored, read } = feedOver({ history: 300 });
    await next();
    say(3);
    const partial = async (limit: number): Promise<XMTPMessage[]> =>
      (await read(limit)).filter(({ id }) => id !== '302');
    expect((await feed.next(partial)).map(({ id }) => id)).toEqual(['301', '303']);
    expect(await next()).toBe('302');
    expect(stored).toHaveLength(303);
  });

  test('behavior: does not take history on a page for news', async () => {
    const { next, say, stored } = feedOver({ history: 300 });
    await next();
    // Deleted messages let older ones onto the page.
    stored.splice(120, 175);
    say(1);
    expect(await next()).toBe('301');
  });

  test('behavior: skips entries that are not messages', async () => {
    const { feed, next, say, read } = feedOver({ history: 300 });
    await next();
    say(1);
    const broken = [null, 7, {}, { id: 'a', from_agent: 'b' }, { id: 1, from_agent: 'b', content: 'c' }];
    const noisy = async (limit: number): Promise<XMTPMessage[]> => [
      ...(broken as unknown[] as XMTPMessage[]),
      ...(await read(limit)),
    ];
    expect((await feed.next(noisy)).map(({ id }) => id)).toEqual(['301']);
  });

  test('behavior: accepts a custom page size', async () => {
    const { next, asked, say } = feedOver({ history: 300, page: 20 });
    await next();
    expect(asked()).toEqual([80, 20]);
    say(5);
    await next();
    expect(asked()).toEqual([20]);
    await next();
    expect(asked()).toEqual([25]);
  });
});

describe('another feed', () => {
  test('default: continues from a position', async () => {
    const first = feedOver({ history: 300 });
    await first.next();
    first.say(5);
    await first.next();
    const { position } = first.feed;
    expect(position.isNewestFirst).toBe(false);
    first.say(3);
    const feed = new MessageFeed(() => undefined);
    feed.resume(position);
    expect((await feed.next(first.read)).map(({ id }) => id)).toEqual(['306', '307', '308']);
    expect(feed.position.isWhole).toBe(false);
    expect(feed.reach).toBe(208);
  });

  test('behavior: keeps knowing the whole conversation', async () => {
    const { feed } = feedOver();
    feed.resume({ seen: ['1', '2'], isWhole: true });
    expect([feed.position, feed.reach]).toEqual([
      { seen: ['1', '2'], isWhole: true, isNewestFirst: undefined },
      10_000,
    ]);
  });

  test('behavior: finds messages that were stored late since', async () => {
    const first = feedOver({ history: 300 });
    await first.next();
    first.say(40);
    await first.next();
    const late = { ...(first.stored[320] as XMTPMessage), id: '999' };
    first.stored.splice(321, 0, late);
    const feed = new MessageFeed(() => undefined);
    feed.resume(first.feed.position);
    first.asked();
    expect((await feed.next(first.read)).map(({ id }) => id)).toEqual(['999']);
    expect(first.asked()).toEqual([290]);
  });

  test('behavior: reports a gap after the last known message', async () => {
    const gaps: string[][] = [];
    const { read, say } = feedOver({ history: 300, most: 50 });
    const feed = new MessageFeed((...gap) => gaps.push(gap));
    feed.resume({ seen: ['200', '201'], isWhole: false, isNewestFirst: false });
    say(1);
    expect((await feed.next(read)).map(({ id }) => id)).toHaveLength(50);
    expect(gaps).toEqual([['201', '252']]);
  });

  test('behavior: takes messages older than the known ones for history', async () => {
    const { read } = feedOver({ history: 30 });
    const feed = new MessageFeed(() => undefined);
    feed.resume({ seen: ['10', '11', '12', '13'], isWhole: false, isNewestFirst: false });
    // 10 and 11 mark where history begins; 12 and 13 may have been deleted.
    expect((await feed.next(read)).map(({ id }) => Number(id))).toEqual(
      Array.from({ length: 17 }, (_, index) => index + 14),
    );
  });
});

describe('polls', () => {
  test('default: are counted, and tell in which poll a message was first seen', async () => {
    const { feed, next, say } = feedOver({ history: 300 });
    expect(feed.polls).toBe(0);
    await next();
    say(1);
    await next();
    expect(feed.polls).toBe(2);
    expect(['300', '301', '302'].map((id) => feed.isSince(id, 1))).toEqual([false, true, true]);
    expect(['300', '301', '302'].map((id) => feed.isSince(id, 2))).toEqual([false, false, true]);
  });

  test('behavior: returns a repeated message once', async () => {
    const { feed, next, say, read } = feedOver({ history: 300 });
    await next();
    say(1);
    const twice = async (limit: number): Promise<XMTPMessage[]> => {
      const page = await read(limit);
      return [...page, ...page.slice(-1)];
    };
    expect((await feed.next(twice)).map(({ id }) => id)).toEqual(['301']);
  });

  test('behavior: loses nothing after a failed read', async () => {
    const { feed, next, say } = feedOver({ history: 300 });
    await next();
    say(1);
    await expect(feed.next(() => Promise.reject(new Error('503')))).rejects.toThrow('503');
    expect([feed.polls, await next()]).toEqual([1, '301']);
  });
});
