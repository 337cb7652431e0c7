import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Context } from '../Context.ts';

/** Reads all of standard input. The signal of the run stops it: the input may never end. */
export async function readInput({ stdin, signal }: Context): Promise<string> {
  return text(addAbortSignal(signal, stdin));
}
