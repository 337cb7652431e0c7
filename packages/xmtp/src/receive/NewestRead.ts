import type { XMTPConversation, XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { timeOf } from './Opening.ts';

/** How long after a change a list of conversations is not believed: a message may be stored late. In ms. */
const LATENESS_MS = 10_000;
/** How long after a message that was stored before one that was read earlier: the server's clock may have stepped back. In ms. */
const DISORDER_MS = 60_000;

/**
 * The newest message that was read in a conversation. A list of conversations whose entry names that message has no
 * news of the conversation, which need not be read then.
 */
export class NewestRead {
  /** Its time, ms since 1970. */
  #at = Number.NaN;
  /** The contents of all messages of that time, sorted: times may be in whole seconds. */
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

  /** Whether the last poll was long enough after the last change. */
  get isSettled(): boolean {
    return this.#readAt >= this.#unsettledUntil;
  }

  /** Whether an entry in a list names this message. An entry that shortens its text does not. */
  isIn({ last_message, last_message_at }: XMTPConversation): boolean {
    if (last_message === undefined || last_message_at === undefined) return false;
    return new Date(last_message_at).getTime() === this.#at && this.#contents.includes(last_message);
  }
}
