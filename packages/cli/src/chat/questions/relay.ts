import { createInterface } from 'node:readline';
import type { XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { decodeUTF8 } from '../../files/decodeUTF8.ts';
import { Answers } from '../Answers.ts';
import { type QuestionOptions, Questions } from './Questions.ts';

/**
 * Sends each line from a pipe as a message, after the answer to the previous one, and prints the answers.
 * Leaves out answers to other users of the same agent.
 */
export async function relay(
  session: XMTPSession,
  stdin: NodeJS.ReadableStream,
  { onAnswer, ...options }: QuestionOptions & { onAnswer: (answer: XMTPMessage) => void },
): Promise<void> {
  const questions = new Questions(session, options);
  // Reads bytes: a decoder would replace invalid UTF-8.
  stdin.setEncoding('latin1');
  const lines = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const work = async () => {
    for await (const line of lines) {
      const text = decodeUTF8(Buffer.from(line, 'latin1'), 'the line').trim();
      if (text === '/quit') return;
      if (text !== '') onAnswer(await questions.ask(text));
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
