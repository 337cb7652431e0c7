import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { onAbort } from '@mitosislabs/auth/async';
import type { Answer } from '../answers/Answer.ts';
import type { XMTPSession } from '../session/XMTPSession.ts';

/** Receives the answers of an agent. */
export interface AnswerListener {
  /** Called with each complete message, in order. */
  onAnswer(message: XMTPMessage, answer: Answer): void;
  /** Called whenever more of a streaming answer has come. */
  onPartial?(answer: Answer): void;
  /** Called when an answer will not be finished. */
  onUnfinished?(answer: Answer): void;
  /** Called when the session is closed: no more answers come. */
  onEnd?(): void;
}

/**
 * Passes the answers of an agent to a listener.
 *
 * @example
 * ```ts
 * import type { XMTPSession } from '@mitosislabs/xmtp';
 * import { Answers } from '@mitosislabs/xmtp/ask';
 *
 * async function listen(session: XMTPSession, work: Promise<void>, signal: AbortSignal): Promise<void> {
 *   await new Answers(session, { onAnswer: ({ content }) => console.log(content) }).during(work, signal);
 * }
 * ```
 */
export class Answers {
  readonly #session: XMTPSession;
  readonly #listener: AnswerListener;

  /**
   * @param session - The session with the agent.
   * @param listener - Gets the answers.
   */
  constructor(session: XMTPSession, listener: AnswerListener) {
    this.#session = session;
    this.#listener = listener;
  }

  /**
   * Listens until `work` is done.
   *
   * @param work - The work that needs the answers.
   * @param signal - Ends listening with an error.
   * @returns the result of `work`.
   * @throws {@link OS1Error} as soon as the answers can no longer be received, even if `work` goes on.
   */
  async during<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    work.catch(() => undefined);
    const over = new AbortController();
    const stop = () => over.abort(signal.reason);
    const release = onAbort(signal, stop);
    if (signal.aborted) stop();
    const listening = this.#listen(over.signal);
    try {
      return await Promise.race([work, listening.then(() => work)]);
    } finally {
      release();
      over.abort();
      await listening.catch(() => undefined);
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    for await (const answer of this.#session.answers(undefined, { signal })) {
      for await (const _ of answer) if (!answer.done) this.#listener.onPartial?.(answer);
      const message = await answer.message();
      if (message) this.#listener.onAnswer(message, answer);
      else this.#listener.onUnfinished?.(answer);
    }
    this.#listener.onEnd?.();
  }
}
