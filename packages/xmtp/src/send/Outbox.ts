import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { Mutex } from '@mitosislabs/auth/async';
import { abortedError, untilAborted, withAnySignal } from '../async/abort.ts';
import type { SessionError } from '../session/SessionError.ts';
import { Delivery, type DeliveryOptions } from './Delivery.ts';
import { isUnavailable } from './requestFailure.ts';

/** After so many messages in a row that were not found, only one search is made. */
const MISSES = 3;
/** How often a message is posted again after a failure. */
const RETRIES = 2;

/** Dependencies of an outbox. */
export interface OutboxOptions extends DeliveryOptions {
  /** Fires when nothing more is sent. */
  closing: AbortSignal;
  /** Creates the error of sends after that. */
  closedError(): SessionError;
}

/** Posts messages one after another, each once, and finds them as the server stored them. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #delivery: Delivery;
  readonly #posting = new Mutex();
  /** How many messages in a row were not found: some servers do not show our own messages. */
  #misses = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#delivery = new Delivery(options);
  }

  /**
   * Posts a message when those before it are out.
   *
   * @param prepare - Called before the post, when it is the message's turn.
   * @param onPosted - Called when the server has accepted the message.
   * @returns the message as the server stored it; `undefined` if the server accepted it and does not show it.
   */
  async send(
    content: string,
    signal: AbortSignal | undefined,
    prepare: () => Promise<void>,
    onPosted: () => void,
  ): Promise<XMTPMessage | undefined> {
    const { feed, closing, closedError } = this.#options;
    let isPosting = false;
    let since = 0;
    const posted = this.#posting.run(async () => {
      if (signal?.aborted) throw abortedError(signal);
      await prepare();
      isPosting = true;
      since = feed.polls;
      // Settles before the next message is posted, so that messages keep their order.
      return this.#delivery.post(content, {
        since,
        signal,
        stops: [signal, closing],
        retries: RETRIES,
        mayRepeat: (doubt, found) => isUnavailable(doubt) && found !== 'hidden',
      });
    });
    // Once posting, the caller waits for the request, whose error has the outcome.
    const mayLeave = (): boolean => !isPosting;
    const message = await withAnySignal([signal, closing], (over) =>
      untilAborted(posted, over, mayLeave),
    ).catch((error: unknown) => {
      throw !isPosting && closing.aborted && !signal?.aborted ? closedError() : error;
    });
    onPosted();
    if (message) return message;
    const isPatient = this.#misses < MISSES;
    const found = await this.#delivery.find(content, since, [signal, closing], isPatient);
    // `unseen` is no miss: no read succeeded, or the search was aborted.
    if (found !== 'unseen') this.#misses = typeof found === 'object' ? 0 : this.#misses + 1;
    return typeof found === 'object' ? found : undefined;
  }

  /**
   * Posts the question that begins a session, as often as it takes until it is there.
   *
   * @param end - When there is no more time for it, by `performance.now()`.
   * @param stop - Fires when it is not to be posted again.
   */
  async ask(content: string, end: number, stop: AbortSignal): Promise<void> {
    const { closing, feed } = this.#options;
    await this.#delivery.post(content, { since: feed.polls, stops: [stop, closing], end });
  }

  /** Waits until what is on its way is out. Never rejects. */
  idle(): Promise<void> {
    return this.#posting.idle();
  }
}
