import { addAbortSignal } from 'node:stream';
import type { Context } from '../Context.ts';
import { openOnce } from '../files/openOnce.ts';
import { readAtMost } from './readAtMost.ts';

/** No key in any form is longer. In bytes. */
const LONGEST = 64 * 1024;

/** Reads a key of whatever kind from a file, or from standard input for `-`. Stops when the run does. */
export async function readKey(file: string, { stdin, signal }: Context): Promise<string> {
  if (file === '-') return readAtMost(addAbortSignal(signal, stdin), LONGEST, 'standard input');
  return readAtMost(await openOnce(file, signal), LONGEST, file);
}
