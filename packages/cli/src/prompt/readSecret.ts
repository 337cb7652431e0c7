import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Context } from '../Context.ts';
import { Interruption } from '../errors/Interruption.ts';
import { readInput } from './readInput.ts';

/** Reads a secret from standard input: typed unseen at a terminal, or all that comes through a pipe. */
export async function readSecret(question: string, context: Context): Promise<string> {
  const { stdin, stderr, signal } = context;
  if (!stdin.isTTY) return (await readInput(context)).trim();
  stderr.write(`${question} `);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: unseen, terminal: true });
  try {
    const left = new Promise<string>((resolve, reject) => {
      terminal.once('SIGINT', () => reject(Interruption.sigint));
      terminal.once('close', () => resolve(''));
    });
    return (await Promise.race([terminal.question('', { signal }), left])).trim();
  } finally {
    terminal.close();
    stderr.write('\n');
  }
}
