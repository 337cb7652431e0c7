import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Context } from '../Context.ts';
import { Interruption } from '../errors/Interruption.ts';
import { UsageError } from '../errors/UsageError.ts';
import { fitted } from '../terminal/message.ts';
import { canAsk } from './canAsk.ts';
import { readKey } from './readKey.ts';

/** Reads an API key from standard input: typed unseen at a terminal, or all of a pipe. */
export async function readSecret(question: string, context: Context): Promise<string> {
  if (context.stdin.isTTY && !canAsk(context)) {
    throw new UsageError('a key is needed, but prompts are off', {
      hint: 'Pipe it in, or leave out --no-input and unset CI.',
    });
  }
  if (!context.stdin.isTTY)
    return Buffer.from(await readKey('-', context))
      .toString()
      .trim();
  return (await readUnseen(question, context))?.trim() ?? '';
}

/**
 * Reads a line at a terminal, unseen. Ctrl-C ends the run.
 *
 * @returns the line, exactly as typed; `undefined` after Ctrl-D.
 */
export async function readUnseen(
  question: string,
  { stdin, stderr, signal }: Pick<Context, 'stdin' | 'stderr' | 'signal'>,
): Promise<string | undefined> {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: unseen, terminal: true });
  // Printed last: before, the terminal itself would echo an early paste.
  stderr.write(`${fitted(question, stderr)} `);
  try {
    const left = new Promise<undefined>((resolve, reject) => {
      terminal.once('SIGINT', () => reject(new Interruption('sigint')));
      terminal.once('close', () => resolve(undefined));
    });
    return await Promise.race([terminal.question('', { signal }), left]);
  } finally {
    terminal.close();
    stderr.write('\n');
  }
}
