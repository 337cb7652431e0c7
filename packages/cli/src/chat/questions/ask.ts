import type { Transport } from '@mitosislabs/transport';
import type { XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { Answers, type QuestionOptions, Questions } from '@mitosislabs/xmtp/ask';
import { CliError } from '../../errors/CliError.ts';
import { ExitCode } from '../../errors/exitCodes.ts';
import { addHint } from '../../errors/hints.ts';

/** The outcome of a question that has no answer yet. */
const HINTS = {
  sending: 'The message may have been sent.',
  sent: 'The message was sent and may still be answered.',
} as const;

/** Options of questions; the time limit is in seconds, as on the command line. */
export interface AskOptions extends Omit<QuestionOptions, 'timeoutMs'> {
  /** The time limit of an answer, in seconds. */
  readonly seconds: number;
}

/**
 * Sends a question, and resolves with its answer, not with an answer to another user.
 *
 * @throws {@link CliError} if there is no answer in time.
 */
export async function ask(
  transport: Transport,
  session: XMTPSession,
  content: string,
  options: AskOptions,
): Promise<XMTPMessage> {
  // Messages before the question do not answer it.
  await session.receive({ signal: options.signal });
  return whileAsking(transport, session, options, (questions) => questions.ask(content));
}

/** Runs work that asks questions. Says in its errors whether the last question was sent. */
export async function whileAsking<T>(
  transport: Transport,
  session: XMTPSession,
  { seconds, ...options }: AskOptions,
  work: (questions: Questions) => Promise<T>,
): Promise<T> {
  const questions = new Questions(transport, session, { ...options, timeoutMs: seconds * 1000 });
  try {
    return await new Answers(session, questions).during(work(questions), options.signal);
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'answer_timeout') throw tooLate(session.agentName, seconds);
    if (questions.open !== undefined && Reflect.has(Object(error), 'outcome')) {
      addHint(error, HINTS[questions.open]);
    }
    throw error;
  }
}

/** Returns the error for an answer that did not come in time. */
function tooLate(agent: string, seconds: number): CliError {
  return new CliError(`${agent} did not answer within ${seconds} s`, {
    code: 'timeout',
    exitCode: ExitCode.unreachable,
    hint: 'The message was sent. Allow more time with --timeout <seconds>, or see `mi agents logs`.',
  });
}
