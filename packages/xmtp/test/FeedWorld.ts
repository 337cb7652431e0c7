import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { vi } from 'vitest';
import { MessageFeed } from '../src/receive/MessageFeed.ts';
import { Opening } from '../src/receive/Opening.ts';

/** How far from the end a late message may be stored. */
export const LATEST = 8;
/** How many ids an inbox remembers across restarts. */
const WINDOW = 600;

/** How a server behaves in a history. */
export interface ServerKind {
  /** How many messages there are before the feed begins. */
  history: number;
  /** The page limit. */
  most: number;
  /** The usual page of the feed. */
  page: number;
  isNewestFirst: boolean;
  /** Times in whole seconds. */
  isCoarse: boolean;
  /** How many messages come in a millisecond. */
  perMs: number;
  /** How far the server's clock is ahead, in ms, and the clock that stamps messages with it. */
  ahead: number;
  /** The duration of the first poll, in ms. */
  firstMs: number;
}

/**
 * How a read ends: `fails` at once; `expires` after a while; its response is `late`, so that messages come after those that it
 * shows; or it is answered `again` with the response to the read before it, if that was the same request.
 */
export type ReadAnswer = 'right' | 'fails' | 'expires' | 'late' | 'again';

/** How long a read takes that expires, and one whose response is late. In ms. */
const SLOW_MS = { expires: 30_000, late: 2_000 };

/** The faults of one poll. */
export interface LookFaults {
  /** How many messages arrive at each of its reads: before what it shows, unless its response is late. */
  during?: readonly number[];
  /** How each of its reads ends. */
  answers?: readonly ReadAnswer[];
  /** Whether each message stands on a page twice. */
  repeats?: boolean;
  /** Whether only announced messages are looked for. */
  isAnnounced?: boolean;
}

/**
 * A conversation in memory with a feed of it, for histories of faults. It knows what was stored and what was delivered. Needs fake
 * timers with `performance` and `Date`.
 */
export class FeedWorld {
  readonly stored: XMTPMessage[] = [];
  readonly old: ReadonlySet<string>;
  readonly late = new Set<string>();
  readonly delivered: string[] = [];
  readonly gaps: [after: string, before: string][] = [];
  readonly #server: ServerKind;
  readonly #beginning = { isThere: () => false, is: () => false };
  #feed: MessageFeed;
  #count = 0;
  /** The response to the last read. */
  #shown: { limit: number; messages: readonly XMTPMessage[] } | undefined;
  #isLooking = false;

  constructor(server: ServerKind) {
    this.#server = server;
    const past = Date.now() - 600_000;
    for (let index = 0; index < server.history; index++)
      this.stored.push(this.#message(past + 1_000 * index));
    this.old = new Set(this.stored.map(({ id }) => id));
    const offset = Date.now() + server.ahead - performance.now();
    const opening = new Opening(() => ({ low: offset, high: offset }));
    this.#feed = new MessageFeed(this.#gap, server.page, this.#beginning, opening);
    // Late messages have earlier times, and are sent after the opening, too.
    vi.advanceTimersByTime(100);
  }

  #gap = (after: string, before: string): void => void this.gaps.push([after, before]);

  #message(time: number, from_agent = 'aria'): XMTPMessage {
    const { isCoarse, ahead } = this.#server;
    const stamp = time + ahead;
    const created_at = new Date(isCoarse ? Math.floor(stamp / 1_000) * 1_000 : stamp).toISOString();
    return { id: `m${this.#count++}`, from_agent, content: 'the same text', created_at };
  }

  /** Stores messages. */
  post(count: number, from?: string): void {
    for (let index = 0; index < count; index++) {
      if (this.#count % this.#server.perMs === 0) vi.advanceTimersByTime(1);
      this.stored.push(this.#message(Date.now(), from));
    }
  }

  /** Stores a message before the last `places`, with a time between theirs. */
  postLate(places: number): void {
    const place = Math.max(this.#server.history, this.stored.length - places);
    const next = this.stored[place];
    vi.advanceTimersByTime(1);
    const { isCoarse, ahead } = this.#server;
    const one = this.#message(next ? Date.parse(next.created_at) - ahead - (isCoarse ? 0 : 1) : Date.now());
    this.late.add(one.id);
    this.stored.splice(place, 0, one);
  }

  /** Announces messages by their places from the end, in any order; other places are ids that do not exist. */
  announce(places: readonly number[]): void {
    for (const place of places) {
      const { id } = this.stored.at(-1 - place) ?? { id: `forged-${place}` };
      if (!this.old.has(id)) this.#feed.announce(id);
    }
  }

  /** Polls once. A read that fails, fails the poll. */
  async look({
    during = [],
    answers = [],
    repeats = false,
    isAnnounced = false,
  }: LookFaults = {}): Promise<void> {
    const { most, isNewestFirst, firstMs } = this.#server;
    let reads = 0;
    const read = async (limit: number): Promise<XMTPMessage[]> => {
      const answer = answers[reads] ?? 'right';
      const count = during[reads++] ?? 0;
      const isLate = answer === 'late';
      if (!isLate) this.post(count);
      if (answer === 'expires') vi.advanceTimersByTime(SLOW_MS.expires);
      if (answer === 'expires' || answer === 'fails') throw new Error('503');
      const isAgain = answer === 'again' && this.#shown?.limit === limit;
      const messages = (isAgain && this.#shown?.messages) || this.stored.slice(-Math.min(limit, most));
      this.#shown = { limit, messages };
      if (isLate) {
        vi.advanceTimersByTime(SLOW_MS.late);
        this.post(count);
      }
      const page = repeats ? messages.flatMap((one) => [one, one]) : [...messages];
      if (!this.#isLooking) vi.advanceTimersByTime(firstMs);
      this.#isLooking = true;
      return isNewestFirst ? page.reverse() : page;
    };
    try {
      this.delivered.push(...(await this.#feed.next(read, isAnnounced)).map(({ id }) => id));
    } catch {
      // The next poll finds the messages.
    }
  }

  /** Continues with a new feed at the position that an inbox keeps. */
  restart(): void {
    const { polls, position } = this.#feed;
    if (polls === 0) return;
    const seen = position.seen.slice(-WINDOW);
    const isWhole = position.isWhole && seen.length === position.seen.length;
    this.#feed = new MessageFeed(this.#gap, this.#server.page, this.#beginning);
    this.#feed.resume(JSON.parse(JSON.stringify({ ...position, seen, isWhole })));
  }

  /** Lists the messages that were delivered wrongly, or not at all without a gap. */
  faults(): { old: string[]; twice: string[]; unordered: string[]; lost: string[] } {
    const places = new Map(this.stored.map(({ id }, index) => [id, index]));
    const placeOf = (id: string): number => places.get(id) ?? -1;
    const got = new Set<string>();
    const twice = this.delivered.filter((id) => got.size === got.add(id).size);
    const punctual = this.delivered.filter((id) => !this.late.has(id));
    const isCovered = (id: string): boolean =>
      this.gaps.some(([after, before]) => {
        // A late message may be lost together with those after the last known one.
        const from = after === '' ? -1 : placeOf(after) - (this.late.has(id) ? 2 * LATEST : 0);
        return placeOf(id) > from && placeOf(id) < placeOf(before);
      });
    return {
      old: this.delivered.filter((id) => this.old.has(id)),
      twice,
      unordered: punctual.filter(
        (id, index) => index > 0 && placeOf(id) < placeOf(punctual[index - 1] ?? ''),
      ),
      lost: this.stored
        .map(({ id }) => id)
        .filter((id) => !this.old.has(id) && !got.has(id) && !isCovered(id)),
    };
  }
}
