import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { abortedError, untilAborted, withAnySignal } from './abort.ts';
import type { Lane } from './Lane.ts';
import type { MessageFeed } from './MessageFeed.ts';
import { randomUUID } from './randomUUID.ts';
import { isOutcomeUnknown, isRetryable, isUnavailable, retryDelay } from './requestFailure.ts';
import { SeenMessages } from './SeenMessages.ts';
import { Serial } from './Serial.ts';
import type { SessionError } from './SessionError.ts';
import type { Thread } from './Thread.ts';
import { Wakeup } from './Wakeup.ts';

/** How a message that was posted is looked for: after so many ms, among so many of the newest. */
const LOOKS = [
  [0, 20],
  [100, 100],
  [400, 500],
] as const;
/** After so many that were not found, there is one look. */
const MISSES = 3;
/** How long one of these looks may take, in ms. */
const LOOK_MS = 5_000;
/** How often a message is posted again that was certainly not taken. */
const RETRIES = 2;
/** The least time that a request has. In ms. */
const LEAST_MS = 1_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8_000;

/**
 * What became of a message: the message, `missing` among our others, `hidden` where none of ours are, or `unseen` when nobody
 * could look.
 */
type Found = XMTPMessage | 'missing' | 'hidden' | 'unseen';

/** What an outbox stands on. */
export interface OutboxOptions {
  thread: Thread;
  /** Knows what was there before. */
  feed: MessageFeed;
  /** Fires when nothing more is sent. */
  closing: AbortSignal;
  /** Fires when what is on its way then has had its time. */
  ended: AbortSignal;
  /** What is refused with then. */
  closedError(): SessionError;
  lane: Lane;
}

/** How a text is posted. */
interface Posting {
  /** How often was looked for messages before it. */
  since: number;
  /** Takes it back. */
  signal?: AbortSignal | undefined;
  /** When one of them fires it is neither posted again nor looked for. */
  stops: readonly (AbortSignal | undefined)[];
  /** How often it is posted again at the most. */
  retries?: number;
  /** When there is no more time for it, by `performance.now()`. */
  end?: number;
  /** Whether it may be posted again when it may have arrived, and was looked for in vain; `unseen` is looked for again first. */
  mayRepeat(doubt: unknown, found: Found): boolean;
}

/** Posts messages: one after another, each once, and finds what the server made of them. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #posting = new Serial();
  /** Messages that are somebody's already: the same text may be sent twice. */
  readonly #found = new SeenMessages(1_000);
  /** How many in a row were not found: some servers show us none of our own. */
  #misses = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /**
   * Posts a message when those before it are out.
   *
   * @param prepare - What is to be done when it is the message's turn.
   * @param onPosted - Told when the server has taken it.
   * @returns the message as the server keeps it; `undefined` when the server took it and does not show it.
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
      since = feed.looks;
      // What was left undone comes to nothing; what may have been done is there, and the next one must not overtake it.
      return this.#post(content, {
        since,
        signal,
        stops: [signal, closing],
        retries: RETRIES,
        mayRepeat: (doubt, found) => isUnavailable(doubt) && found !== 'hidden',
      });
    });
    // Once it is on its way, the request itself says what became of it.
    const mayLeave = (): boolean => !isPosting;
    const message = await withAnySignal([signal, closing], (over) =>
      untilAborted(posted, over, mayLeave),
    ).catch((error: unknown) => {
      throw !isPosting && closing.aborted && !signal?.aborted ? closedError() : error;
    });
    onPosted();
    if (message) return message;
    const found = await this.#find(content, since, [signal, closing], this.#misses < MISSES);
    // Nobody could look, or nobody wanted to know any more: that says nothing.
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
    await this.#post(content, { since: feed.looks, stops: [stop, closing], end, mayRepeat: isRetryable });
  }

  /** Waits until what is on its way is out. Never rejects. */
  idle(): Promise<void> {
    return this.#posting.idle();
  }

  /**
   * Posts a text. Whether a server keeps the `Idempotency-Key` nobody knows, so what may have arrived is looked for, and
   * posted again only when it is not there and the failure says that it will not come.
   *
   * @returns the message, where it had to be looked for.
   */
  async #post(content: string, posting: Posting): Promise<XMTPMessage | undefined> {
    const { thread, lane, ended } = this.#options;
    const { since, signal, stops, retries = Number.POSITIVE_INFINITY, end, mayRepeat } = posting;
    const idempotencyKey = randomUUID();
    let doubt: unknown;
    let failure: unknown;
    for (let failures = 0, found: Found = 'missing'; ; failures++) {
      if (found !== 'unseen') {
        try {
          const timeout = end === undefined ? undefined : Math.max(end - performance.now(), LEAST_MS);
          await withAnySignal([signal, ended], (over) => {
            const options = { signal: over, timeout, maxRetries: 0, idempotencyKey };
            return lane.run(() => thread.post(content, options), { urgent: true });
          });
          return undefined;
        } catch (error) {
          failure = error;
          if (isOutcomeUnknown(error)) doubt = error;
        }
      }
      found = doubt === undefined ? 'missing' : await this.#find(content, since, stops);
      if (typeof found === 'object') return found;
      const wait = retryDelay(failure, failures, FIRST_RETRY_MS, LAST_RETRY_MS);
      const isLate = failures >= retries || (end !== undefined && performance.now() + wait >= end);
      const mayFollow = isRetryable(failure) && (doubt === undefined || mayRepeat(doubt, found)) && !isLate;
      if (mayFollow) await withAnySignal(stops, (over) => new Wakeup().sleep(wait, 0, over));
      if (!mayFollow || isFired(stops)) throw isOutcomeUnknown(failure) ? failure : (doubt ?? failure);
    }
  }

  /** Looks for a message that was posted. Never rejects. */
  async #find(
    content: string,
    since: number,
    stops: readonly (AbortSignal | undefined)[],
    isPatient = true,
  ): Promise<Found> {
    const { thread, feed, lane } = this.#options;
    let result: Found = 'unseen';
    for (const [wait, most] of isPatient ? LOOKS : LOOKS.slice(0, 1)) {
      const page = await withAnySignal(stops, async (over) => {
        if (wait > 0) await new Wakeup().sleep(wait, 0, over);
        if (over.aborted) return undefined;
        const options = { signal: over, timeout: LOOK_MS, maxRetries: 0 };
        // Not further back than what is known: there may be an old message of the same text.
        const read = lane.run(() => thread.read(Math.min(most, feed.reach), options), { urgent: true });
        return untilAborted(read, over).catch(() => undefined);
      });
      if (isFired(stops)) return 'unseen';
      if (!page) continue;
      const own = page.filter((candidate) => candidate?.id !== undefined && thread.isOwn(candidate));
      const message = own.find(
        ({ id, content: text }) => text === content && feed.isSince(id, since) && !this.#found.has(id),
      );
      if (message) {
        this.#found.add(message.id, 0);
        return message;
      }
      result = own.length > 0 ? 'missing' : 'hidden';
    }
    return result;
  }
}

function isFired(signals: readonly (AbortSignal | undefined)[]): boolean {
  return signals.some((signal) => signal?.aborted);
}
