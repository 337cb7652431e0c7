import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { Mutex } from '@mitosislabs/auth/async';
import { assertDuration, assertOptions, assertText, type OptionNames } from '@mitosislabs/auth/errors';
import type { TransportLike } from '@mitosislabs/transport';
import { abortedError, untilAborted } from '../async/abort.ts';
import { SessionError } from '../errors/SessionError.ts';
import type { XMTPRoutes } from '../receive/XMTPRoutes.ts';
import type { XMTPSession } from '../session/XMTPSession.ts';
import { Answers } from './Answers.ts';
import { Questions } from './Questions.ts';

/** How long an answer may take, in ms. */
const TIMEOUT_MS = 120_000;

/** Options of {@link ask}. */
export interface AskOptions {
  /** How long the answer may take, in ms, from the moment the question is sent. Default: 120,000. */
  timeoutMs?: number | undefined;
  /** Stops waiting, with an error. A question that was sent may still be answered. */
  signal?: AbortSignal | undefined;
  /** Called with the text so far of a streaming answer, and with the agent's current step, such as `reading report.md …`. */
  onPartial?: ((text: string, step: string | undefined) => void) | undefined;
  /** Called when the question is stored, with its message, if the server shows it. */
  onSent?: ((question: XMTPMessage | undefined) => void) | undefined;
}

const askOptions: OptionNames<AskOptions> = { timeoutMs: true, signal: true, onPartial: true, onSent: true };

/** The questions of each session, one after the other: they share its messages. */
const queues = new WeakMap<XMTPSession, Mutex>();

/**
 * Sends a question, and resolves with its answer, not with an answer to another user of the same agent. A streamed
 * answer names its question; other answers come in the order of the questions. Concurrent calls on one session wait for
 * each other. Drops the session's unread messages.
 *
 * @param api - A `Transport`, or the calls that read conversations: `XMTPAPI`.
 * @param session - The session with the agent. Open it with `streaming` to see the answer while it grows.
 * @param content - The question.
 * @param options - The time limit, a signal, and a callback for the text so far.
 * @returns the message that answers the question.
 * @throws {@link OS1Error} when the question cannot be sent; its `outcome` says whether it may have arrived.
 * @throws {@link SessionError} `answer_timeout` when there is no answer in time, `answer_lost` when the question was sent
 * and its answer cannot be read; `aborted` or `session_closed`.
 *
 * @example
 * ```ts
 * import { Transport } from '@mitosislabs/transport';
 * import { XMTPChannel } from '@mitosislabs/xmtp';
 * import { ask } from '@mitosislabs/xmtp/ask';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * const session = await new XMTPChannel(transport).openSession('office-id', 'aria', { streaming: true });
 * const { content } = await ask(transport, session, 'What is new?', { onPartial: (text) => console.log(text) });
 * console.log(content);
 * await session.close();
 * ```
 */
export async function ask(
  api: XMTPRoutes | TransportLike,
  session: XMTPSession,
  content: string,
  options: AskOptions = {},
): Promise<XMTPMessage> {
  assertText('content', content);
  assertOptions('options', options, askOptions);
  const { timeoutMs = TIMEOUT_MS, signal = new AbortController().signal, onPartial, onSent } = options;
  assertDuration('timeoutMs', timeoutMs, 1);
  const queue = queues.get(session) ?? new Mutex();
  queues.set(session, queue);
  const answer = queue.run(async () => {
    if (signal.aborted) throw abortedError(signal);
    // Messages before the question do not answer it.
    await session.receive({ signal });
    const questions = new Questions(api, session, { timeoutMs, signal, onPartial, onSent });
    return new Answers(session, questions).during(questions.ask(content), signal).catch((error: unknown) => {
      throw questions.open === undefined ? error : lost(session, error);
    });
  });
  return untilAborted(answer, signal);
}

/** Creates the error for an answer that cannot be read. The request's own error would say that the question can be repeated. */
function lost({ agentName }: XMTPSession, error: unknown): unknown {
  if (error instanceof SessionError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new SessionError('answer_lost', `The answer of ${agentName} cannot be read: ${reason}`, {
    hint: 'The question may have been sent and answered: read the conversation before you repeat it.',
    cause: error,
  });
}
