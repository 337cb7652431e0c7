import { createInterface } from 'node:readline';
import type { XMTPSession } from '@mitosislabs/xmtp';
import type { Context } from '../Context.ts';
import type { Printer } from '../output/Printer.ts';
import { Answers } from './Answers.ts';

/** Sends what comes through a pipe, one line a message, each when the one before was answered; writes the answers. */
export async function relay(
  session: XMTPSession,
  { stdin, signal }: Context,
  out: Printer,
  seconds: number,
): Promise<void> {
  const answers = new Answers(session, {
    show: (message) => {
      if (out.json) out.line(message);
      else out.text(message.content, message);
    },
  });
  const lines = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const work = async () => {
    for await (const line of lines) {
      const text = line.trim();
      if (text === '/quit') return;
      if (text === '') continue;
      const answer = answers.next(seconds);
      await Promise.all([session.send(text, { signal }), answer]);
    }
  };
  try {
    await answers.during(work(), signal);
  } finally {
    lines.close();
  }
}
