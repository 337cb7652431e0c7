import type { XMTPConversation, XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { timeOf } from './Thread.ts';

/** The delay of the first poll after a question, in ms. It doubles up to the usual interval. */
const FIRST_MS = 100;
const QUICK_POLLS = 4;
/** The interval while something happens, in ms. */
const USUAL_MS = 1_000;
/** The number of polls at that interval. */
const USUAL_POLLS = 30;
/** The interval when nothing has happened for long, in ms. */
const IDLE_MS = 10_000;

/**
 * The poll interval when the caller sets none: 1 s while messages come, up to 10 s when idle. While the server
 * announces messages, it reaches 10 s sooner.
 */
export class PollInterval {
  /** Polls since something happened. */
  #polls = QUICK_POLLS + USUAL_POLLS;
  #isAnnounced = false;

  /** How long to wait before the next poll, in ms. */
  next(): number {
    const polls = this.#polls++;
    if (this.#isAnnounced) return Math.min(USUAL_MS * 2 ** Math.max(0, polls - QUICK_POLLS), IDLE_MS);
    if (polls < QUICK_POLLS) return FIRST_MS * 2 ** polls;
    return Math.min(USUAL_MS * 1.25 ** Math.max(0, polls - QUICK_POLLS - USUAL_POLLS), IDLE_MS);
  }

  /** A message was sent, and a reply may come. */
  asked(): void {
    this.#polls = 0;
  }

  /** The server announced a message that is not for the caller. */
  announced(): void {
    this.#isAnnounced = true;
  }

  /** The server no longer announces news: polls each second again. */
  lost(): void {
    this.#isAnnounced = false;
    this.#polls = Math.min(this.#polls, QUICK_POLLS);
  }

  /**
   * Messages came.
   *
   * @param isAnnounced - Whether the server has announced it; otherwise a poll has found it.
   */
  came(isAnnounced: boolean): void {
    this.#isAnnounced = isAnnounced;
    this.#polls = QUICK_POLLS;
  }
}

/** How often a conversation with many announced messages is polled: each poll brings several. In ms. */
const BUSY_MS = 75;
/** A conversation is busy when this many messages are announced within this time, in ms. */
const BUSY = { messages: 15, ms: 250 };

/** The messages of a conversation that the server has announced, and what they mean for the next poll. */
export class Announced {
  #isAnnounced = false;
  #isNamed = true;
  /** When the last ones were announced, by `performance.now()`: as many as make a conversation busy. */
  #at: number[] = [];
  /** When the last poll ended, by `performance.now()`. */
  #polledAt = Number.NEGATIVE_INFINITY;

  /** Notes a message. `isNamed`: whether its id is known. */
  note(isNamed: boolean): void {
    this.#isAnnounced = true;
    this.#isNamed &&= isNamed;
    this.#at.push(performance.now());
    if (this.#at.length > BUSY.messages) this.#at.shift();
  }

  /** Whether messages were announced since the last call, and whether the ids of all are known. */
  take(): { readonly isAnnounced: boolean; readonly isNamed: boolean } {
    const isAnnounced = this.#isAnnounced;
    const isNamed = isAnnounced && this.#isNamed;
    this.#isAnnounced = false;
    this.#isNamed = true;
    return { isAnnounced, isNamed };
  }

  /** Notes that a poll has ended. */
  polled(): void {
    this.#polledAt = performance.now();
  }

  /** How long the next poll waits for more messages, in ms: 0 unless the conversation is busy. */
  get pauseMs(): number {
    const [first = Number.NEGATIVE_INFINITY] = this.#at;
    const now = performance.now();
    const isBusy = this.#at.length === BUSY.messages && now - first < BUSY.ms;
    return isBusy ? Math.max(0, this.#polledAt + BUSY_MS - now) : 0;
  }
}

/** How long after a change no list of conversations is trusted: a message may be stored late. In ms. */
const LATENESS_MS = 10_000;
/** The same, after a message that is older than one read before: the server's clock may have stepped back. In ms. */
const DISORDER_MS = 60_000;

/**
 * The newest message that was read in a conversation. If the conversation's entry in a list names that message, there is
 * no news, and the conversation need not be read.
 */
export class NewestRead {
  /** Its time, ms since 1970. */
  #at = Number.NaN;
  /** The contents of all messages with that time, sorted: times may be in whole seconds. */
  #contents: readonly string[] = [];
  #unsettledUntil = Number.POSITIVE_INFINITY;
  #readAt = Number.NEGATIVE_INFINITY;

  /** Notes the last page of a poll, and which messages were new. `startedAt`, by `performance.now()`: when the poll began. */
  note(page: readonly XMTPMessage[], news: readonly XMTPMessage[], startedAt: number): void {
    const now = performance.now();
    const isLate = news.some((message) => timeOf(message) < this.#at);
    const at = Math.max(...page.map(timeOf).filter(Number.isFinite));
    const contents = page
      .filter((message) => timeOf(message) === at)
      .map(({ content }) => content)
      .sort();
    const isSame = at === this.#at && contents.join('\0') === this.#contents.join('\0');
    if (!isSame || news.length > 0) this.#unsettledUntil = now + LATENESS_MS;
    if (isLate) this.#unsettledUntil = now + DISORDER_MS;
    this.#at = at;
    this.#contents = contents;
    this.#readAt = startedAt;
  }

  /** Whether the last poll came long enough after the last change. */
  get isSettled(): boolean {
    return this.#readAt >= this.#unsettledUntil;
  }

  /** Whether an entry in a list names this message. An entry that shortens its text does not. */
  isIn({ last_message, last_message_at }: XMTPConversation): boolean {
    if (last_message === undefined || last_message_at === undefined) return false;
    return new Date(last_message_at).getTime() === this.#at && this.#contents.includes(last_message);
  }
}
