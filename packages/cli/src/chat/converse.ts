import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline';
import type { XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import type { Context } from '../Context.ts';
import { Interruption } from '../errors/Interruption.ts';
import { inert } from '../output/inert.ts';
import { Answers } from './Answers.ts';

/** Talks at a terminal, until `/quit` or Ctrl-D. Ctrl-C leaves too, as an interruption. */
export async function converse(session: XMTPSession, context: Context): Promise<void> {
  const { stdin, stdout, stderr, colorDepth, signal } = context;
  const output = stdout.isTTY ? stdout : stderr;
  const terminal = createInterface({ input: stdin, output, terminal: true, prompt: 'you> ' });
  const name = colorDepth > 1 ? `\u001b[1m${session.agentName}>\u001b[22m` : `${session.agentName}>`;
  const indent = ' '.repeat(session.agentName.length + 2);
  const answers = new Answers(session, ({ content }: XMTPMessage) => {
    // What is being typed moves below what came in.
    clearLine(output, 0);
    cursorTo(output, 0);
    stdout.write(`${name} ${inert(content).replaceAll('\n', `\n${indent}`)}\n`);
    terminal.prompt(true);
  });
  try {
    await answers.during(speak(terminal, session, answers, signal), signal);
  } finally {
    terminal.close();
  }
}

/** Sends line after line; what was typed before leaving still goes out. */
function speak(
  terminal: Interface,
  session: XMTPSession,
  answers: Answers,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let sending = Promise.resolve();
    const leave = () => void sending.then(resolve, reject);
    terminal.on('line', (line) => {
      const text = line.trim();
      if (text === '/quit') return leave();
      if (text !== '') {
        sending = session.send(text, { signal }).then(() => answers.hurry());
        sending.catch(reject);
      }
      terminal.prompt();
    });
    terminal.on('SIGINT', () => reject(Interruption.sigint));
    terminal.on('close', leave);
    terminal.prompt();
  });
}
