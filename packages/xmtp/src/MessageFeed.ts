import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { type Direction, directionOf } from './oldestFirst.ts';
import { SeenMessages } from './SeenMessages.ts';

/** Reads the newest `limit` messages, in either order. */
type ReadNewest = (limit: number) => Promise<readonly XMTPMessage[]>;

/** How many messages a poll asks for at first. */
const USUAL_PAGE = 50;
/** How many it asks for at most: beyond that a gap is a gap. */
const LARGEST_PAGE = 10_000;
/** How many messages at the old end of what was read first mark where history begins. */
const FLOOR = 10;

/**
 * What is new in a conversation whose server only ever gives the newest n messages.
 *
 * The position is the set of ids that were seen, never a time: clocks differ and step back, and many messages share one
 * time. A page that does not reach back to what was seen is asked for again, larger, until it does; it reaches back some
 * way further, for messages that were stored late.
 */
export class MessageFeed {
  // Twice the largest page, so that a page never reaches back to what was forgotten.
  readonly #seen = new SeenMessages(2 * LARGEST_PAGE);
  readonly #page: number;
  readonly #onGap: (after: string, before: string) => void;
  #direction: Direction = 'oldest-first';
  #floor: ReadonlySet<string> | undefined;
  #floorTime = Number.NEGATIVE_INFINITY;

  constructor(onGap: (after: string, before: string) => void, page: number = USUAL_PAGE) {
    this.#onGap = onGap;
    this.#page = page;
  }

  /** Takes what is there now for history: only what comes after it is new. Does nothing the second time. */
  async begin(read: ReadNewest): Promise<void> {
    if (this.#floor) return;
    const limit = this.#page * 4;
    const page = this.#oldestFirst(await read(limit));
    for (const { id } of page) this.#seen.add(id);
    // A short page is all there is: nothing older can turn up later.
    this.#floor = new Set(page.length < limit ? [] : page.slice(0, FLOOR).map(({ id }) => id));
    this.#floorTime = Math.max(this.#floorTime, ...page.map(({ created_at }) => Date.parse(created_at) || 0));
  }

  /** The messages that came since the last time, oldest first. Those of a read that fails are in the next one. */
  async next(read: ReadNewest): Promise<XMTPMessage[]> {
    await this.begin(read);
    const page = await this.#readBackToSeen(read);
    return this.#withoutHistory(page).filter(({ id }) => this.#seen.add(id));
  }

  async #readBackToSeen(read: ReadNewest): Promise<XMTPMessage[]> {
    const enough = Math.max(1, Math.min(Math.ceil(this.#page / 2), this.#seen.size));
    let before = 0;
    for (let limit = this.#page; ; limit = Math.min(limit * 4, LARGEST_PAGE)) {
      const answer = await read(limit);
      const page = this.#oldestFirst(answer);
      const known = page.filter(({ id }) => this.#seen.rankOf(id) !== undefined).length;
      const reachesBack = known >= enough || page.some(({ id }) => this.#floor?.has(id));
      // A page shorter than asked for may be all there is, or have lost one on the way: a larger one tells.
      if (reachesBack || answer.length <= before || limit === LARGEST_PAGE) {
        const [first] = page;
        if (known === 0 && first && this.#seen.newest !== undefined) this.#onGap(this.#seen.newest, first.id);
        return page;
      }
      before = answer.length;
    }
  }

  /** Cuts off what is older than all that was there when reading began. */
  #withoutHistory(page: XMTPMessage[]): XMTPMessage[] {
    const floor = page.findIndex(({ id }) => this.#floor?.has(id));
    return page.filter(({ created_at }, index) => index >= floor || Date.parse(created_at) > this.#floorTime);
  }

  #oldestFirst(page: readonly XMTPMessage[]): XMTPMessage[] {
    const messages = page.filter(isMessage);
    this.#direction = directionOf(messages, (id) => this.#seen.rankOf(id)) ?? this.#direction;
    return this.#direction === 'oldest-first' ? messages : messages.reverse();
  }
}

/** Without an id a message cannot be told from the next, and without the rest it is none. */
function isMessage(value: XMTPMessage): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    [value.id, value.from_agent, value.content].every((field: unknown) => typeof field === 'string')
  );
}
