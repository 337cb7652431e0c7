import { createInterface } from 'node:readline';
import type { XMTPSession } from '@mitosislabs/xmtp';
import { Answers } from './Answers.ts';
import { type QuestionOptions, Questions } from './Questions.ts';

/** Sends what comes through a pipe, one line a message, each when the one before was answered. */
export async function relay(
  session: XMTPSession,
  stdin: NodeJS.ReadableStream,
  options: QuestionOptions,
): Promise<void> {
  const questions = new Questions(session, options);
  const lines = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const work = async () => {
    for await (const line of lines) {
      const text = line.trim();
      if (text === '/quit') return;
      if (text !== '') await questions.ask(text);
    }
  };
  try {
    await new Answers(session, questions).during(work(), options.signal);
  } catch (error) {
    questions.explain(error);
    throw error;
  } finally {
    lines.close();
  }
}
