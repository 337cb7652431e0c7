import type { XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { Answers } from '../Answers.ts';
import { type QuestionOptions, Questions } from './Questions.ts';

/**
 * Sends a question, and resolves with its answer: when others have asked the same agent before, not with theirs.
 *
 * @throws {@link CliError} when the agent says nothing in time.
 */
export async function ask(
  session: XMTPSession,
  content: string,
  options: QuestionOptions,
): Promise<XMTPMessage> {
  // What came before the question is no answer to it.
  await session.receive({ signal: options.signal });
  const questions = new Questions(session, options);
  return new Answers(session, questions)
    .during(questions.ask(content), options.signal)
    .catch((error: unknown) => {
      questions.explain(error);
      throw error;
    });
}
