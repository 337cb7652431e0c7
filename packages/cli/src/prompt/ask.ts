import { createInterface } from 'node:readline/promises';
import type { Context } from '../Context.ts';
import { Interruption } from '../errors/Interruption.ts';
import { escapeLine } from '../terminal/escapeControls.ts';
import { fitted } from '../terminal/message.ts';

/** Asks a question at the terminal, on standard error. Ctrl-C ends the run, Ctrl-D gives an empty answer. */
export async function ask(question: string, context: Context): Promise<string> {
  const { stderr } = context;
  const lines = fitted(escapeLine(question), stderr).split('\n');
  // readline draws one line again and again.
  const last = lines.pop();
  for (const line of lines) stderr.write(`${line}\n`);
  const terminal = createInterface({ input: context.stdin, output: context.stderr, terminal: true });
  try {
    const left = new Promise<string>((resolve, reject) => {
      terminal.once('SIGINT', () => reject(new Interruption('sigint')));
      terminal.once('close', () => resolve(''));
    });
    return await Promise.race([terminal.question(`${last} `, { signal: context.signal }), left]);
  } finally {
    terminal.close();
    // Enter was not pressed.
    if (context.signal.aborted) context.stderr.write('\n');
  }
}

/** Asks a yes-or-no question; anything but yes is no. */
export async function confirm(question: string, context: Context): Promise<boolean> {
  const answer = await ask(`${question} [y/N]`, context);
  return /^y(es)?$/i.test(answer.trim());
}
