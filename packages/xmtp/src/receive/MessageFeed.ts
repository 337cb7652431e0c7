import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { sleep } from '@mitosislabs/auth/async';
import type { Opening } from './Opening.ts';
import { NEW, PageOrder } from './PageOrder.ts';
import { SeenMessages } from './SeenMessages.ts';
import { LEAST_CAP, mayBeCut } from './Thread.ts';

/** Reads the newest `limit` messages, in either order. */
export type ReadNewest = (limit: number) => Promise<readonly XMTPMessage[]>;

/** How many messages a poll asks for at first. */
const USUAL_PAGE = 50;
/** How many it asks for at most: if that page does not reach the known messages, there is a gap. */
const LARGEST_PAGE = 10_000;
/**
 * A message may be stored this much later than its successors, so pages reach back as far. In ms.
 */
const LATENESS_MS = 10_000;
/** The most messages that such a page reaches back over, besides those since the last such page. */
const DEEPEST = 500;
/** How often pages reach back that far while events announce messages. In ms. */
const DEEP_MS = 2_000;
/** How many known messages a page for announced messages must have. */
const OVERLAP = 10;
/** How many announced messages may be awaited, and for how many polls each. */
const AWAITED = 1_000;
const AWAITED_LOOKS = 3;
/** How many of the oldest messages on the first page mark where history begins. */
const FLOOR = 10;

/** The age at which a message is history, whatever the clocks. In ms. */
const OLD_MS = 86_400_000;

/** How often the server's clock is read, and how many times at most: until its second has passed. In ms. */
const DATE_INTERVAL_MS = 50;
const MOST_DATES = 25;

/** The shortest page whose order is worth extra requests, and how many. */
const LEAST_PROOF = 6;
const MOST_PROOFS = 3;

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
  /** The messages that were announced and not found yet, and how many polls have missed each. */
  readonly #awaited = new Map<string, number>();
  /** When a page last reached back over recent messages, and how many came since. */
  #deepAt = Number.NEGATIVE_INFINITY;
  #sinceDeep = 0;
  /** The first page, if it has news: later pages may no longer have them. */
  #begun: XMTPMessage[][] = [];
  /** Whether a list says that the conversation is empty, and it was not read yet. */
  #isUnconfirmed = false;
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
      this.#begun = history.size < page.length ? [answer.filter(isMessage)] : [];
      this.#first = isAll ? [] : answer.filter((message) => history.has(message?.id)).map(({ id }) => id);
    }
  }

  /** Whether {@link MessageFeed.begin} is done. */
  get hasBegun(): boolean {
    return this.#first !== undefined;
  }

  /**
   * Begins without a request in a conversation that has no messages, in place of {@link MessageFeed.begin}. If it has
   * messages of earlier days all the same, these are history.
   */
  beginEmpty(): void {
    this.#first ??= [];
    this.#isUnconfirmed = true;
  }

  /** Polls again while the `Date` of another response can decide which messages of the first page are new. */
  async #learnTime(page: readonly XMTPMessage[], read: ReadNewest): Promise<void> {
    const opening = this.#opening;
    for (let tries = 0; opening?.isUnsure(page) && tries < MOST_DATES; tries++) {
      await sleep(DATE_INTERVAL_MS);
      await opening.poll(() => read(1));
    }
  }

  /** Notes a message that the event stream announced: it is not history, and {@link MessageFeed.next} searches for it. */
  announce(id: string): void {
    if (!this.#first) this.#opening?.announce(id);
    if (!this.#seen.has(id) && this.#awaited.size < AWAITED && !this.#awaited.has(id))
      this.#awaited.set(id, 0);
  }

  /** How many announced messages no poll has found so far. */
  get missing(): number {
    return [...this.#awaited.values()].filter((looks) => looks > 0).length;
  }

  /**
   * Returns the messages since the last call, oldest first. After a failed read, the next call returns them.
   *
   * @param read - Reads messages.
   * @param isAnnounced - Whether to search for the announced messages only: the page then covers other recent messages
   * only every 2 s.
   */
  async next(read: ReadNewest, isAnnounced = false): Promise<XMTPMessage[]> {
    await this.begin(read);
    const isDeep =
      !isAnnounced ||
      performance.now() - this.#deepAt >= DEEP_MS ||
      this.#order.isNewestFirst === undefined ||
      this.missing > 0;
    const deepAt = performance.now();
    const page = await (isDeep
      ? this.#readBackToSeen(read, this.#depth(), Math.max(Math.floor(this.#page / 2), this.#awaited.size))
      : this.#readBackToSeen(read, OVERLAP, this.#awaited.size));
    this.#begun = [];
    this.#confirm(page);
    const poll = ++this.#polls;
    const news = this.#withoutHistory(page).filter(({ id }) => this.#seen.add(id, poll));
    if (news.length > 0) this.#arrivals.push({ at: performance.now(), count: news.length });
    this.#sinceDeep = isDeep ? 0 : this.#sinceDeep + news.length;
    if (isDeep) this.#deepAt = deepAt;
    for (const [id, looks] of this.#awaited) {
      if (this.#seen.has(id) || looks + 1 >= AWAITED_LOOKS) this.#awaited.delete(id);
      else this.#awaited.set(id, looks + 1);
    }
    return news;
  }

  /** Treats old messages as history, in a conversation that seemed to be empty. */
  #confirm(page: readonly XMTPMessage[]): void {
    if (!this.#isUnconfirmed || page.length === 0) return;
    this.#isUnconfirmed = false;
    const start = page.findIndex((message) => this.#beginning?.is(message));
    for (const message of page.slice(0, Math.max(start, 0)))
      if (new Date(message.created_at).getTime() < Date.now() - OLD_MS) this.#seen.add(message.id, 0);
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
    return Math.min(lately, DEEPEST + this.#sinceDeep, LARGEST_PAGE / 2) + Math.ceil(this.#page / 2);
  }

  /**
   * Reads larger and larger pages, until one reaches back to the seen messages. Returns what is on them.
   *
   * @param depth - How many known messages the page must have.
   * @param more - How many new ones are expected.
   */
  async #readBackToSeen(read: ReadNewest, depth: number, more: number): Promise<XMTPMessage[]> {
    const enough = Math.max(1, Math.min(depth, this.#seen.size));
    const pages = [...this.#begun];
    // A shorter page shows which messages of a longer one are new.
    const newest = new Set<string>();
    let before = 0;
    const first = this.#order.isNewestFirst === undefined ? this.#page : depth + more;
    for (let limit = first; ; limit = Math.min(limit * 4, LARGEST_PAGE)) {
      const answer = await read(limit);
      const page = this.#oldestFirst(answer, newest);
      pages.push(answer.filter(isMessage));
      for (const { id } of page) if (!this.#seen.has(id)) newest.add(id);
      const known = page.filter(({ id }) => this.#seen.has(id)).length;
      const floor = this.#floor();
      const reachesBack =
        known >= enough || page.some(({ id }) => floor.has(id)) || this.#isWhole(page, limit - answer.length);
      // A page shorter than requested may be complete, or lack a message: a larger one shows it.
      if (reachesBack || answer.length <= before || limit === LARGEST_PAGE) break;
      before = answer.length;
    }
    await this.#proveOrder(pages, read);
    return this.#join(pages);
  }

  /** Finds out which end of a page is newer, if several pages have not shown it: the end that a page read later repeats. */
  async #proveOrder(pages: readonly XMTPMessage[][], read: ReadNewest): Promise<void> {
    for (const [index, page] of pages.entries()) this.#order.compare(pages[index - 1] ?? [], page);
    const last = pages.at(-1) ?? [];
    // Nothing came before the beginning of a conversation that was empty.
    const isNew = this.#seen.size === 0 && this.#startsWhole;
    const beginning = isNew ? last.findIndex((message) => this.#beginning?.is(message)) : -1;
    if (last.length > 1 && [0, last.length - 1].includes(beginning)) this.#order.hint(beginning > 0);
    for (let [page, tries] = [last, 0]; tries < MOST_PROOFS; tries++) {
      const count = new Set(page.map(({ id }) => id)).size;
      const { belief, isNewestFirst } = this.#order;
      if (count < LEAST_PROOF ? count < 2 || belief !== undefined : isNewestFirst !== undefined) return;
      const later = (await read(Math.ceil(count / 2))).filter(isMessage);
      this.#order.compare(page, later);
      page = later;
    }
  }

  /**
   * The messages of pages that were read one after another, oldest first. Messages that came meanwhile may have moved
   * others off the later pages.
   */
  #join(pages: readonly XMTPMessage[][]): XMTPMessage[] {
    /** Messages in a row; between two rows the server may have had others. */
    const rows: XMTPMessage[][] = [];
    for (const page of pages) {
      const ordered = this.#order.inOrder(page);
      const ids = new Set(ordered.map(({ id }) => id));
      const index = rows.findIndex((row) => row.some(({ id }) => ids.has(id)));
      const [row = []] = index < 0 ? [] : rows.splice(index);
      const shared = row.findIndex(({ id }) => ids.has(id));
      // The page begins further back, or no longer has the beginning of the row.
      const isLonger = shared < ordered.findIndex(({ id }) => id === row[shared]?.id);
      if (ordered.length > 0) rows.push(isLonger ? ordered : [...row.slice(0, shared), ...ordered]);
    }
    const { newest } = this.#seen;
    const joined = rows.flat();
    const isKnown = rows[0]?.some(({ id }) => this.#seen.has(id)) ?? true;
    const isGap = newest === undefined ? this.#isCutOff(joined, pages.at(-1)?.length) : !isKnown;
    for (const [index, [first]] of rows.entries()) {
      const after = index === 0 ? newest : rows[index - 1]?.at(-1)?.id;
      if (first && (index > 0 || isGap)) this.#onGap(after ?? '', first.id);
    }
    // A server that returns more than requested also returns forgotten messages: these are not new.
    return rows.length > 1 ? joined : joined.slice(-LARGEST_PAGE);
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
  #isCutOff(page: readonly XMTPMessage[], length = 0): boolean {
    const beginning = this.#beginning;
    if (!beginning || length < LEAST_CAP || page.some((message) => beginning.is(message))) return false;
    return beginning.isThere() || mayBeCut(length);
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
