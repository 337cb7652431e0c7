import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { abortedError, untilAborted, withAnySignal } from './abort.ts';
import type { Lane } from './Lane.ts';
import type { MessageFeed } from './MessageFeed.ts';
import { isOutcomeUnknown } from './requestFailure.ts';
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
    const { thread, feed, lane, closing, ended, closedError } = this.#options;
    let isPosting = false;
    let since = 0;
    const posted = this.#posting.run(async () => {
      if (signal?.aborted) throw abortedError(signal);
      await prepare();
      isPosting = true;
      since = feed.looks;
      try {
        await withAnySignal([signal, ended], (over) =>
          lane.run(() => thread.post(content, { signal: over }), { urgent: true }),
        );
        return undefined;
      } catch (error) {
        // It may have arrived all the same: then it is there, and the next one must not overtake it.
        const message =
          isOutcomeUnknown(error) && !signal?.aborted ? await this.#find(content, since, signal) : undefined;
        if (!message) throw error;
        return message;
      }
    });
    // Once it is on its way, the request itself says what became of it.
    const mayLeave = (): boolean => !isPosting;
    const message = await withAnySignal([signal, closing], (over) =>
      untilAborted(posted, over, mayLeave),
    ).catch((error: unknown) => {
      throw !isPosting && closing.aborted && !signal?.aborted ? closedError() : error;
    });
    onPosted();
    return message ?? this.#find(content, since, signal);
  }

  /** Waits until what is on its way is out. Never rejects. */
  idle(): Promise<void> {
    return this.#posting.idle();
  }

  /** Looks for a message that was posted. Never rejects: that it was taken is known, or not to be known. */
  async #find(
    content: string,
    since: number,
    signal: AbortSignal | undefined,
  ): Promise<XMTPMessage | undefined> {
    const { thread, feed, closing, lane } = this.#options;
    for (const [wait, limit] of this.#misses < MISSES ? LOOKS : LOOKS.slice(0, 1)) {
      const page = await withAnySignal([signal, closing], async (over) => {
        if (wait > 0) await new Wakeup().sleep(wait, 0, over);
        if (over.aborted) return undefined;
        const options = { signal: over, timeout: LOOK_MS, maxRetries: 0 };
        const read = lane.run(() => thread.read(limit, options), { urgent: true });
        return untilAborted(read, over).catch(() => []);
      });
      if (!page || closing.aborted || signal?.aborted) return undefined;
      const message = page.find(
        (candidate) =>
          candidate?.content === content &&
          thread.isOwn(candidate) &&
          feed.isSince(candidate.id, since) &&
          !this.#found.has(candidate.id),
      );
      if (message) {
        this.#misses = 0;
        this.#found.add(message.id, 0);
        return message;
      }
    }
    this.#misses++;
    return undefined;
  }
}
