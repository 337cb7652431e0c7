import { onAbort } from '@mitosislabs/auth/async';
import type { Answer, XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';

/** Receives the answers of an agent. */
export interface Listener {
  /** Called with each complete message, in order. */
  onAnswer(message: XMTPMessage, answer: Answer): void;
  /** Called whenever more of a streaming answer has come. */
  onPartial?(answer: Answer): void;
  /** Called when an answer will not be finished. */
  onUnfinished?(answer: Answer): void;
}

/** Passes the answers of an agent to a listener. */
export class Answers {
  readonly #session: XMTPSession;
  readonly #listener: Listener;

  constructor(session: XMTPSession, listener: Listener) {
    this.#session = session;
    this.#listener = listener;
  }

  /**
   * Listens until `work` is done.
   *
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
  }
}

/** Returns the error for an answer that did not come in time. */
export function tooLate(agent: string, seconds: number): CliError {
  return new CliError(`${agent} did not answer within ${seconds} s`, {
    code: 'timeout',
    exitCode: ExitCode.unreachable,
    hint: 'The message was sent. Allow more time with --timeout <seconds>, or see `mi agents logs`.',
  });
}
