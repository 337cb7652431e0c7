import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Context } from '../Context.ts';
import { decodeUTF8 } from '../files/decodeUTF8.ts';

/**
 * Reads all of standard input as text. The signal of the run stops it: the input may never end.
 *
 * @throws {@link UsageError} if it is not UTF-8.
 */
export async function readInput({ stdin, signal }: Context): Promise<string> {
  return decodeUTF8(await buffer(addAbortSignal(signal, stdin)), 'standard input');
}
