import { addAbortSignal } from 'node:stream';
import type { Context } from '../Context.ts';

/** The longest line, in bytes. */
const LONGEST = 4096;
const LINE_FEED = 10;

/**
 * Reads the first line of standard input, without its line end. Does not wait for more: the input may never end.
 *
 * @returns the line; `undefined` if it is not UTF-8, or longer than 4096 bytes.
 */
export async function readLine({ stdin, signal }: Context): Promise<string | undefined> {
  let bytes = Buffer.alloc(0);
  // Leaving this loop early closes standard input, which nothing else reads.
  for await (const chunk of addAbortSignal(signal, stdin)) {
    bytes = Buffer.concat([bytes, Buffer.from(chunk)]);
    if (bytes.includes(LINE_FEED) || bytes.length > LONGEST) break;
  }
  const end = bytes.indexOf(LINE_FEED);
  const line = end < 0 ? bytes : bytes.subarray(0, end);
  if (line.length > LONGEST) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(line).replace(/\r$/, '');
  } catch {
    return undefined;
  }
}
