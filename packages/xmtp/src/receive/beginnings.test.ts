import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { feedOver } from '../../test/feedOver.ts';
import type { Beginning } from './MessageFeed.ts';
import type { Opening } from './Opening.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('the beginning', () => {
  test('default: takes existing messages for history and later ones for news', async () => {
    const { next, say, asked } = feedOver({ history: 300 });
    expect(await next()).toBe('');
    expect(asked()).toEqual([200, 50]);
    say(2);
    expect(await next()).toBe('301-302');
    say(1);
    expect(await next()).toBe('303');
  });

  test('behavior: begin does nothing the second time', async () => {
    const { feed, read, asked, say, next } = feedOver({ history: 300 });
    await feed.begin(read);
    say(1);
    await feed.begin(read);
    expect(asked()).toEqual([200]);
    expect(await next()).toBe('301');
  });

  test.each([
    [0, true],
    [199, true],
    [200, false],
    [300, false],
  ])('behavior: knows the whole of %i messages: %j', async (history, isWhole) => {
    const { feed, read } = feedOver({ history });
    await feed.begin(read);
    expect(feed.position.isWhole).toBe(isWhole);
    expect(feed.position.seen).toHaveLength(Math.min(history, 200));
    expect(feed.reach).toBe(isWhole ? 10_000 : 200);
  });

  test('behavior: divides the first page by the opening', async () => {
    const opening = {
      poll: vi.fn((read: () => Promise<XMTPMessage[]>) => read()),
      isUnsure: () => false,
      judge: () => (message: XMTPMessage) => Number(message.id) > 298,
      announce: vi.fn(),
    };
    const { feed, next } = feedOver({ history: 300, opening: opening as unknown as Opening });
    feed.announce('300');
    expect(await next()).toBe('299-300');
    expect([opening.poll.mock.calls.length, opening.announce.mock.calls]).toEqual([1, [['300']]]);
    feed.announce('301');
    expect(opening.announce).toHaveBeenCalledTimes(1);
  });

  test('behavior: reads a first page without history again, four times as long', async () => {
    const opening = {
      poll: (read: () => Promise<XMTPMessage[]>) => read(),
      isUnsure: () => false,
      judge: () => (message: XMTPMessage) => Number(message.id) > 100,
    };
    const { feed, read, asked, next } = feedOver({ history: 1_000, opening: opening as unknown as Opening });
    await feed.begin(read);
    expect(asked()).toEqual([200, 800, 3_200]);
    expect(feed.position.seen).toHaveLength(100);
    expect(await next()).toBe('101-1000');
  });

  test('behavior: requests 10,000 messages at most', async () => {
    const opening = {
      poll: (read: () => Promise<XMTPMessage[]>) => read(),
      isUnsure: () => false,
      judge: () => () => true,
    };
    const { feed, read, asked } = feedOver({ history: 10_001, opening: opening as unknown as Opening });
    await feed.begin(read);
    expect(asked()).toEqual([200, 800, 3_200, 10_000]);
  });

  test('behavior: reads one message every 50 ms while the time is unsure, 25 times at most', async () => {
    let unsure = 3;
    const opening = {
      poll: (read: () => Promise<XMTPMessage[]>) => read(),
      isUnsure: () => unsure-- > 0,
      judge: () => () => false,
    };
    const { feed, read, asked } = feedOver({ history: 10, opening: opening as unknown as Opening });
    const begun = feed.begin(read);
    await vi.advanceTimersByTimeAsync(149);
    expect(asked()).toEqual([200, 1, 1]);
    await vi.advanceTimersByTimeAsync(1);
    await begun;
    expect(asked()).toEqual([1]);
    unsure = 1_000;
    const other = feedOver({ history: 10, opening: opening as unknown as Opening });
    const unending = other.feed.begin(other.read);
    await vi.advanceTimersByTimeAsync(10_000);
    await unending;
    expect(other.asked()).toHaveLength(26);
  });
});

describe('a conversation that was empty', () => {
  const beginning = (isThere: boolean, first = '1'): Beginning => ({
    isThere: () => isThere,
    is: ({ id }) => id === first,
  });

  test('default: takes its first messages for news', async () => {
    const { next, say, gaps, feed } = feedOver({ beginning: beginning(true) });
    expect(await next()).toBe('');
    say(45);
    expect(await next()).toBe('1-45');
    expect([gaps, feed.position.isWhole]).toEqual([[], true]);
  });

  test('behavior: reports a gap when a page lacks the beginning', async () => {
    const { next, say, gaps } = feedOver({ beginning: beginning(true), most: 33 });
    await next();
    say(45);
    expect(await next()).toBe('13-45');
    expect(gaps).toEqual([['', '13']]);
  });

  test.each([
    [20, true],
    [30, true],
    [32, true],
    [33, false],
    [64, true],
    [19, false],
    [16, false],
  ])(
    'behavior: without a known beginning, takes a page of %i messages for cut off: %j',
    async (most, isCut) => {
      const { next, say, gaps } = feedOver({ beginning: beginning(false, ''), most });
      await next();
      say(most);
      await next();
      expect(gaps).toEqual(isCut ? [['', '1']] : []);
    },
  );

  test('behavior: reports no gap for short pages, and those with the beginning', async () => {
    const short = feedOver({ beginning: beginning(true, ''), most: 19 });
    await short.next();
    short.say(25);
    await short.next();
    expect(short.gaps).toEqual([]);
    const whole = feedOver({ beginning: beginning(false), most: 20 });
    await whole.next();
    whole.say(20);
    await whole.next();
    expect(whole.gaps).toEqual([]);
  });

  test('behavior: reports nothing without a beginning', async () => {
    const { next, say, gaps } = feedOver({ most: 20 });
    await next();
    say(100);
    expect(await next()).toBe('81-100');
    expect(gaps).toEqual([]);
  });

  test('behavior: stops reading at the beginning on a page with free places', async () => {
    const { next, say, asked } = feedOver({ beginning: beginning(true) });
    await next();
    asked();
    say(45);
    await next();
    expect(asked()).toEqual([50]);
    const unknown = feedOver({ beginning: beginning(false, '') });
    await unknown.next();
    unknown.asked();
    unknown.say(45);
    await unknown.next();
    expect(unknown.asked()).toEqual([50, 200]);
  });
});
