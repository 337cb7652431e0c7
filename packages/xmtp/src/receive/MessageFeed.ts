import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { sleep } from '@mitosislabs/auth/async';
import type { Opening } from './Opening.ts';
import { NEW, PageOrder } from './PageOrder.ts';
import { SeenMessages } from './SeenMessages.ts';

/** Reads the newest `limit` messages, in either order. */
export type ReadNewest = (limit: number) => Promise<readonly XMTPMessage[]>;

/** How many messages a poll asks for at first. */
const USUAL_PAGE = 50;
/** How many it asks for at most: if that page does not reach the known messages, there is a gap. */
const LARGEST_PAGE = 10_000;
/**
 * How much later than its successors a message may be stored: a page reaches back over so much time. In ms.
 */
const LATENESS_MS = 10_000;
/** The most messages that a page reaches back over for that. */
const DEEPEST = 500;
/** How many of the oldest messages on the first page mark where history begins. */
const FLOOR = 10;

/** How often the server's clock is read, and how many times at most: until its second has passed. In ms. */
const DATE_INTERVAL_MS = 50;
const MOST_DATES = 25;

/** The shortest page that a server may have cut off. */
const LEAST_CAP = 20;

/** Recognizes a message near the start of a conversation that was empty when reading began. */
export interface Beginning {
  /** Whether there is such a message. */
  isThere(): boolean;
  /** Whether a message is that one. Few or no messages came before it. */
  is(message: XMTPMessage): boolean;
}

/** The position of a feed, from which another feed can continue. */
export interface FeedPosition {
  /** The ids that were seen last, the oldest first. */
  readonly seen: readonly string[];
  /** Whether there was nothing before them. */
  readonly isWhole: boolean;
  /** Whether the server lists the newest first; `undefined` while that is unknown. */
  readonly isNewestFirst?: boolean | undefined;
}

/**
 * Finds the new messages of a conversation whose server only returns the newest n.
 *
 * The position is the set of ids that were seen, never a time: clocks differ and step back, and many messages share one
 * time. A page that does not reach the seen messages is requested again, larger, until it does. It also covers recent
 * messages, because some are stored late or missing on a page.
 *
 * @example
 * ```ts
 * import { type Conversation, MessageFeed } from '@mitosislabs/xmtp/feed';
 *
 * async function news(conversation: Conversation, feed: MessageFeed): Promise<string[]> {
 *   const messages = await feed.next((limit) => conversation.read(limit, {}));
 *   return messages.map(({ content }) => content);
 * }
 * ```
 */
export class MessageFeed {
  // Twice the largest page, so that a page never reaches forgotten messages.
  readonly #seen = new SeenMessages(2 * LARGEST_PAGE);
  readonly #page: number;
  readonly #onGap: (after: string, before: string) => void;
  readonly #beginning: Beginning | undefined;
  readonly #opening: Opening | undefined;
  /** How many messages came, and when, by a clock that never steps back. */
  #arrivals: { at: number; count: number }[] = [];
  #order = new PageOrder();
  /** The oldest known messages, when the position comes from another feed. */
  #resumedFloor: ReadonlySet<string> | undefined;
  #polls = 0;
  /** The history on the first page, in the server's order; empty if that was the whole conversation. */
  #first: readonly string[] | undefined;

  /**
   * @param onGap - Called when the server no longer returns the messages between two ids. The first id is
   * `''` when the conversation was empty at the beginning.
   * @param page - How many messages a poll asks for at first. Default: 50.
   * @param beginning - Detects a gap at the beginning of a conversation that was empty. Without it, no gap is reported there.
   * @param opening - Divides the first page into history and news. Without it, all of that page is history.
   */
  constructor(
    onGap: (after: string, before: string) => void,
    page: number = USUAL_PAGE,
    beginning?: Beginning | undefined,
    opening?: Opening | undefined,
  ) {
    this.#opening = opening;
    this.#beginning = beginning;
    this.#onGap = onGap;
    this.#page = page;
  }

  /** The position of the feed. */
  get position(): FeedPosition {
    return { seen: this.#seen.ids(), isWhole: this.#startsWhole, isNewestFirst: this.#order.belief };
  }

  /** How many of the newest messages are either known or new: beyond them there may be history. */
  get reach(): number {
    return this.#startsWhole ? LARGEST_PAGE : Math.max(this.#seen.size, 1);
  }

  /** Whether nothing came before the first messages read. */
  get #startsWhole(): boolean {
    return this.#first?.length === 0 && !this.#resumedFloor?.size;
  }

  /** Continues at the position of another feed, in place of {@link MessageFeed.begin}. */
  resume({ seen, isWhole, isNewestFirst }: FeedPosition): void {
    for (const id of seen) this.#seen.add(id, 0);
    this.#order = new PageOrder(isNewestFirst);
    this.#first = [];
    // Half of them, as some may have been deleted since.
    this.#resumedFloor = new Set(isWhole ? [] : seen.slice(0, Math.ceil(seen.length / 2)));
    // Messages may have been stored late since the last feed: reaches back as far as for recent arrivals.
    this.#arrivals = [{ at: performance.now(), count: Math.min(seen.length, DEEPEST) }];
  }

  /**
   * Treats the messages that existed at the opening as history: only later ones are new. Does nothing the second time.
   */
  async begin(read: ReadNewest): Promise<void> {
    for (let limit = this.#page * 4; !this.#first; limit = Math.min(limit * 4, LARGEST_PAGE)) {
      const answer = await (this.#opening?.poll(() => read(limit)) ?? read(limit));
      const page = this.#oldestFirst(answer);
      await this.#learnTime(page, read);
      const isNew = this.#opening?.judge(page) ?? (() => false);
      const history = new Set(page.filter((message) => !isNew(message)).map(({ id }) => id));
      const isAll = answer.length < limit;
      // The page holds no history: it begins further back.
      if (!isAll && history.size === 0 && limit < LARGEST_PAGE) continue;
      for (const id of history) this.#seen.add(id, 0);
      this.#first = isAll ? [] : answer.filter((message) => history.has(message?.id)).map(({ id }) => id);
    }
  }

  /** Polls again while the `Date` of another response can decide which messages of the first page are new. */
  async #learnTime(page: readonly XMTPMessage[], read: ReadNewest): Promise<void> {
    const opening = this.#opening;
    for (let tries = 0; opening?.isUnsure(page) && tries < MOST_DATES; tries++) {
      await sleep(DATE_INTERVAL_MS);
      await opening.poll(() => read(1));
    }
  }

  /** Notes that the event stream announced a message: it is not history. */
  announce(id: string): void {
    if (!this.#first) this.#opening?.announce(id);
  }

  /** Returns the messages since the last call, oldest first. After a failed read, the next call returns them. */
  async next(read: ReadNewest): Promise<XMTPMessage[]> {
    await this.begin(read);
    const page = await this.#readBackToSeen(read);
    const poll = ++this.#polls;
    const news = this.#withoutHistory(page).filter(({ id }) => this.#seen.add(id, poll));
    if (news.length > 0) this.#arrivals.push({ at: performance.now(), count: news.length });
    return news;
  }

  /** The number of polls so far. */
  get polls(): number {
    return this.#polls;
  }

  /** Whether a message was not seen before, or in a poll after the first `polls`. */
  isSince(id: string, polls: number): boolean {
    return (this.#seen.pollOf(id) ?? NEW) > polls;
  }

  /** How many known messages a page must have, beside the new ones. */
  #depth(): number {
    const since = performance.now() - LATENESS_MS;
    this.#arrivals = this.#arrivals.filter(({ at }, index, all) => at > since || index === all.length - 1);
    const lately = this.#arrivals.reduce((sum, { count }) => sum + count, 0);
    return Math.min(lately, DEEPEST) + Math.ceil(this.#page / 2);
  }

  async #readBackToSeen(read: ReadNewest): Promise<XMTPMessage[]> {
    const depth = this.#depth();
    const enough = Math.max(1, Math.min(depth, this.#seen.size));
    let before = 0;
    // A shorter page shows which messages of a longer one are new.
    const newest = new Set<string>();
    let shorter = new Set<string>();
    const first = this.#order.isNewestFirst === undefined ? this.#page : depth + Math.floor(this.#page / 2);
    for (let limit = first; ; limit = Math.min(limit * 4, LARGEST_PAGE)) {
      const answer = await read(limit);
      this.#order.compare(shorter, answer.filter(isMessage));
      shorter = new Set(answer.map((message) => message?.id));
      const page = this.#oldestFirst(answer, newest);
      for (const { id } of page) if (!this.#seen.has(id)) newest.add(id);
      const known = page.filter(({ id }) => this.#seen.has(id)).length;
      const floor = this.#floor();
      const reachesBack =
        known >= enough || page.some(({ id }) => floor.has(id)) || this.#isWhole(page, limit - answer.length);
      // A page shorter than requested may be complete, or lack a message: a larger one shows it.
      if (reachesBack || answer.length <= before || limit === LARGEST_PAGE) {
        const [first] = page;
        const { newest: last } = this.#seen;
        const isGap = last === undefined ? this.#isCutOff(page) : known === 0;
        if (isGap && first) this.#onGap(last ?? '', first.id);
        return page;
      }
      before = answer.length;
    }
  }

  /** Whether a page with free places goes back to the beginning of a conversation that was empty. */
  #isWhole(page: readonly XMTPMessage[], free: number): boolean {
    const beginning = this.#beginning;
    return this.#seen.size === 0 && free > 0 && page.some((message) => beginning?.is(message));
  }

  /**
   * Whether a page lacks the beginning of a conversation that was empty when reading began. If no known message proves
   * it, a round number of messages does, because servers limit their pages. A false gap is better than a silent one.
   */
  #isCutOff(page: readonly XMTPMessage[]): boolean {
    const beginning = this.#beginning;
    if (!beginning || page.length < LEAST_CAP || page.some((message) => beginning.is(message))) return false;
    const { length } = page;
    return beginning.isThere() || length % 10 === 0 || Number.isInteger(Math.log2(length));
  }

  /** The oldest messages of the first page. Empty while the order of the server is unknown. */
  #floor(): ReadonlySet<string> {
    if (this.#resumedFloor) return this.#resumedFloor;
    const { isNewestFirst } = this.#order;
    if (isNewestFirst === undefined || !this.#first) return new Set();
    return new Set(isNewestFirst ? this.#first.slice(-FLOOR) : this.#first.slice(0, FLOOR));
  }

  /** Removes messages that are older than the first page. */
  #withoutHistory(page: XMTPMessage[]): XMTPMessage[] {
    const floor = this.#floor();
    let start = 0;
    for (const [index, { id }] of page.entries()) if (floor.has(id)) start = index + 1;
    return page.slice(start);
  }

  #oldestFirst(answer: readonly XMTPMessage[], newest: ReadonlySet<string> = new Set()): XMTPMessage[] {
    const page = answer.filter(isMessage);
    const floor = this.#floor();
    // Unknown messages are newer than known ones, except where the page reaches into history.
    const unknown = page.some(({ id }) => floor.has(id)) ? undefined : NEW;
    const ordered = this.#order.oldestFirst(
      page,
      ({ id }) => this.#seen.pollOf(id) ?? (newest.has(id) ? NEW : unknown),
    );
    // A server that returns more than requested also returns forgotten messages: these are not new.
    return ordered.slice(-LARGEST_PAGE);
  }
}

/**
 * Whether an entry of a response has the fields that every message has: an id, a sender and a content.
 *
 * @param value - The entry.
 *
 * @example
 * ```ts
 * import { isMessage } from '@mitosislabs/xmtp/feed';
 *
 * console.log(isMessage({ id: '1', from_agent: 'aria', content: 'Hello' })); // true
 * ```
 */
export function isMessage(value: unknown): value is XMTPMessage {
  const { id, from_agent, content } = Object(value) as Partial<XMTPMessage>;
  return [id, from_agent, content].every((field) => typeof field === 'string');
}
