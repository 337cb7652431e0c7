import type { XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { Answers } from '../Answers.ts';
import { type QuestionOptions, Questions } from './Questions.ts';

/**
 * Sends a question, and resolves with its answer, not with an answer to another user.
 *
 * @throws {@link CliError} if there is no answer in time.
 */
export async function ask(
  session: XMTPSession,
  content: string,
  options: QuestionOptions,
): Promise<XMTPMessage> {
  // Messages before the question do not answer it.
  await session.receive({ signal: options.signal });
  const questions = new Questions(session, options);
  return new Answers(session, questions)
    .during(questions.ask(content), options.signal)
    .catch((error: unknown) => {
      questions.explain(error);
      throw error;
    });
}
