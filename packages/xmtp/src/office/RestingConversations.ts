import type { XMTPConversation } from '@mitosislabs/api/xmtpApi';
import { backOff } from '@mitosislabs/auth/async';
import { isRetryable } from '../errors/requestFailure.ts';

/** The most conversations that are read one by one. */
const FEW = 10;
/** How many resting conversations are read each second, even if a list shows no news of them. */
const READS_A_SECOND = 1;
/** The longest time for which a conversation is not read, in ms. */
const LONGEST_REST_MS = 1_800_000;
/** How long no list is requested after one that named no known message, in ms. */
const UNHELPFUL_MS = 60_000;
/** The part of the time that lists may take, and the longest pause after one, in ms. */
const DUTY = 0.05;
const LONGEST_PAUSE_MS = 10_000;
/** After so many failed lists in a row the conversations are read one by one. The wait after each, in ms. */
const FAILURES = 2;
const RETRY = { first: 1_000, most: 10_000 };

/** A conversation at rest: nothing has happened in it for a while. */
export interface Resting {
  /** The name of the other side. */
  readonly peer: string;
  /** Whether the list entry names a message that was read. */
  isKnown(entry: XMTPConversation): boolean;
  /** Returns the time until its next poll, in ms. Called at the beginning, and after each list without news of it. */
  next(): number;
  /** Ends the rest: it is time to poll. `isNews`: whether a list shows news. */
  end(isNews: boolean): void;
}

interface Entry {
  readonly resting: Resting;
  /** When it is to be polled, by `performance.now()`. */
  dueAt: number;
  /** Whether a list has named a message that was read: another entry then means news. */
  wasKnown: boolean;
}

/**
 * The conversations of an office at rest. One list of all conversations takes the place of a poll of each: a
 * conversation is read when its entry in the list does not name the message that was read last.
 *
 * A list counts only for conversations whose last message it names. All others are polled one by one, as are all
 * conversations of an office with few. As a server may store a message behind the newest one, each is
 * also read now and then: one a second, and each at least every half hour.
 */
export class RestingConversations {
  readonly #load: () => Promise<readonly XMTPConversation[]>;
  /** In the order of their last poll. */
  readonly #entries = new Set<Entry>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer fires, by `performance.now()`. */
  #timerAt = Number.POSITIVE_INFINITY;
  #isChecking = false;
  /** Whether events may have been missed since the last check began. */
  #isHurried = false;
  /** When the next list may be requested, by `performance.now()`. */
  #listsFrom = Number.NEGATIVE_INFINITY;
  /** Until then no list is requested, by `performance.now()`. */
  #unhelpfulUntil = Number.NEGATIVE_INFINITY;
  /** How many lists have failed in a row. */
  #failures = 0;
  #readsFrom = performance.now();

  /** @param load - Lists the conversations. */
  constructor(load: () => Promise<readonly XMTPConversation[]>) {
    this.#load = load;
  }

  /** Adds a conversation, until it ends or the returned function is called. */
  add(resting: Resting): () => void {
    const entry: Entry = { resting, dueAt: performance.now() + resting.next(), wasKnown: false };
    this.#entries.add(entry);
    this.#scheduleAt(entry.dueAt);
    return () => {
      this.#entries.delete(entry);
      if (this.#entries.size > 0) return;
      clearTimeout(this.#timer);
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#isHurried = false;
    };
  }

  /** Looks for news now: events may have been missed. */
  hurry(): void {
    if (this.#isHurried) return;
    this.#isHurried = true;
    const now = performance.now();
    for (const entry of this.#entries) entry.dueAt = now;
    this.#scheduleAt(now);
  }

  #scheduleAt(at: number): void {
    const isSooner = at < this.#timerAt || this.#timerAt < performance.now();
    if (this.#isChecking || !isSooner) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => void this.#check(), Math.max(0, at - performance.now()));
  }

  /** Ends the rest of those that are due and have news, or may have. */
  async #check(): Promise<void> {
    this.#timerAt = Number.POSITIVE_INFINITY;
    this.#isChecking = true;
    this.#isHurried = false;
    const now = performance.now();
    const due = [...this.#entries].filter(({ dueAt }) => dueAt <= now);
    const usesLists = this.#entries.size > FEW && now >= this.#unhelpfulUntil;
    if (!usesLists) for (const entry of due) this.#end(entry, false);
    else if (due.length > 0 && now >= this.#listsFrom) await this.#compare(now);
    if (usesLists) this.#readSome();
    this.#isChecking = false;
    if (this.#entries.size === 0) return;
    const next = [...this.#entries].reduce((at, { dueAt }) => Math.min(at, dueAt), Number.POSITIVE_INFINITY);
    this.#scheduleAt(usesLists ? Math.max(next, this.#listsFrom) : next);
  }

  /** Compares all with a list. */
  async #compare(now: number): Promise<void> {
    const byPeer = await this.#list(now);
    if (!byPeer) return;
    const after = performance.now();
    let isHelpful = false;
    for (const entry of [...this.#entries]) {
      const { peer } = entry.resting;
      const listed = byPeer.get(peer);
      if (listed && entry.resting.isKnown(listed)) {
        isHelpful = true;
        entry.wasKnown = true;
        // A list that was requested before events were missed may lack what they would have announced.
        if (!this.#isHurried) entry.dueAt = after + entry.resting.next();
      } else if (entry.dueAt <= now || (listed && entry.wasKnown)) {
        this.#end(entry, listed !== undefined && entry.wasKnown);
      }
    }
    if (!isHelpful) this.#unhelpfulUntil = after + UNHELPFUL_MS;
  }

  /** The conversations by the name of the other side; `undefined` when there is no list this time. */
  async #list(now: number): Promise<Map<string, XMTPConversation> | undefined> {
    try {
      const list = await this.#load();
      this.#failures = 0;
      const took = performance.now() - now;
      this.#listsFrom = now + Math.min(took / DUTY, LONGEST_PAUSE_MS);
      return onePerPeer(list);
    } catch (error) {
      // While the server is away, reading the conversations one by one would only be more failing requests.
      if (isRetryable(error) && ++this.#failures < FAILURES) {
        this.#listsFrom = performance.now() + backOff(this.#failures, { ...RETRY, after: error });
        return undefined;
      }
      this.#failures = 0;
      this.#unhelpfulUntil = performance.now() + UNHELPFUL_MS;
      return undefined;
    }
  }

  /** Reads those that have not been read for the longest time. */
  #readSome(): void {
    const now = performance.now();
    const aSecond = Math.max(READS_A_SECOND, (this.#entries.size * 1_000) / LONGEST_REST_MS);
    const seconds = Math.min(now - this.#readsFrom, LONGEST_PAUSE_MS) / 1_000;
    const count = Math.floor(seconds * aSecond);
    if (count === 0) return;
    this.#readsFrom = now;
    for (const entry of [...this.#entries].slice(0, count)) this.#end(entry, false);
  }

  #end(entry: Entry, isNews: boolean): void {
    this.#entries.delete(entry);
    entry.resting.end(isNews);
  }
}

/** The entries by the name of the other side. A name that occurs twice is left out. */
function onePerPeer(list: readonly XMTPConversation[]): Map<string, XMTPConversation> {
  const byPeer = new Map<string, XMTPConversation>();
  const twice = new Set<string>();
  for (const entry of list) {
    const { peer } = Object(entry) as XMTPConversation;
    if (byPeer.has(peer)) twice.add(peer);
    byPeer.set(peer, entry);
  }
  for (const peer of twice) byPeer.delete(peer);
  return byPeer;
}
