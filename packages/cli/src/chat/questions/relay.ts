import { createInterface } from 'node:readline';
import type { Transport } from '@mitosislabs/transport';
import type { XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { decodeUTF8 } from '../../files/decodeUTF8.ts';
import { type AskOptions, whileAsking } from './ask.ts';

/**
 * Sends each line from a pipe as a message, after the answer to the previous one, and prints the answers.
 * Leaves out answers to other users of the same agent.
 */
export async function relay(
  transport: Transport,
  session: XMTPSession,
  stdin: NodeJS.ReadableStream,
  { onAnswer, ...options }: AskOptions & { onAnswer: (answer: XMTPMessage) => void },
): Promise<void> {
  // Reads bytes: a decoder would replace invalid UTF-8.
  stdin.setEncoding('latin1');
  const lines = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    await whileAsking(transport, session, options, async (questions) => {
      for await (const line of lines) {
        const text = decodeUTF8(Buffer.from(line, 'latin1'), 'the line').trim();
        if (text === '/quit') return;
        if (text !== '') onAnswer(await questions.ask(text));
      }
    });
  } finally {
    lines.close();
  }
}
