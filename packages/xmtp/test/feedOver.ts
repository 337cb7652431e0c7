import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { type Beginning, MessageFeed } from '../src/receive/MessageFeed.ts';
import type { Opening } from '../src/receive/Opening.ts';

/** A conversation in memory, and a feed of it. Message number n has the id `n` and the time n. */
export function feedOver({
  history = 0,
  most = Number.POSITIVE_INFINITY,
  isNewestFirst = false,
  page = undefined as number | undefined,
  beginning = undefined as Beginning | undefined,
  opening = undefined as Opening | undefined,
} = {}) {
  const stored: XMTPMessage[] = [];
  const limits: number[] = [];
  const gaps: [string, string][] = [];
  let last = 0;
  const say = (count: number): void => {
    for (const end = last + count; last < end; ) {
      const created_at = new Date(1_000 * ++last).toISOString();
      stored.push({ id: String(last), from_agent: 'aria', content: 'x', created_at });
    }
  };
  const read = async (limit: number): Promise<XMTPMessage[]> => {
    limits.push(limit);
    const newest = stored.slice(-Math.min(limit, most));
    return isNewestFirst ? newest.reverse() : newest;
  };
  say(history);
  const feed = new MessageFeed((...gap) => gaps.push(gap), page, beginning, opening);
  /** The ids of the next messages, as a range where they follow one another. */
  const next = async (): Promise<string> => {
    const ids = (await feed.next(read)).map(({ id }) => Number(id));
    const isRow = ids.every((id, index) => index === 0 || id === (ids[index - 1] ?? 0) + 1);
    return isRow && ids.length > 1 ? `${ids[0]}-${ids.at(-1)}` : ids.join();
  };
  /** The limits since the last call. */
  const asked = (): number[] => limits.splice(0);
  return { feed, stored, gaps, say, read, next, asked };
}
