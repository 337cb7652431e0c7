import type { Answer, XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';

/** Who is told of what an agent says. */
export interface Listener {
  /** Gets each message, in order. */
  show(message: XMTPMessage, answer: Answer): void;
  /** Told whenever there is more of an answer that is not whole. */
  grow?(answer: Answer): void;
  /** Told when no more of it comes, and it is not whole. */
  lose?(answer: Answer): void;
}

/** What an agent says, as it comes. */
export class Answers {
  readonly #session: XMTPSession;
  readonly #listener: Listener;

  constructor(session: XMTPSession, listener: Listener) {
    this.#session = session;
    this.#listener = listener;
  }

  /**
   * Does `work` while what the agent says is shown.
   *
   * @throws {@link OS1Error} when the agent cannot be heard any more, whatever becomes of `work` then.
   */
  async during<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    work.catch(() => undefined);
    const over = new AbortController();
    const stop = () => over.abort(signal.reason);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const listening = this.#listen(over.signal);
    try {
      return await Promise.race([work, listening.then(() => work)]);
    } finally {
      signal.removeEventListener('abort', stop);
      over.abort();
      await listening.catch(() => undefined);
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    for await (const answer of this.#session.answers(undefined, { signal })) {
      for await (const _ of answer) if (answer.isGrowing) this.#listener.grow?.(answer);
      const message = await answer.message();
      if (message) this.#listener.show(message, answer);
      else this.#listener.lose?.(answer);
    }
  }
}

/** Says that an answer did not come in time. */
export function tooLate(agent: string, seconds: number): CliError {
  return new CliError(`${agent} did not answer within ${seconds} s`, {
    code: 'timeout',
    exitCode: ExitCode.unreachable,
    hint: 'The message was sent. Allow more time with --timeout <seconds>, or see `mi agents logs`.',
  });
}
