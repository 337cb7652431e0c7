import { addAbortSignal, type Readable } from 'node:stream';
import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import { openOnce } from '../files/openOnce.ts';

/** The largest key in any form, in bytes. */
const LARGEST = 64 * 1024;

/**
 * Reads the bytes of a key from a file, or from standard input for `-`. Stops when the run does.
 *
 * @throws {@link UsageError} when there is no such file, or more than a key can have: a device never ends.
 */
export async function readKey(file: string, { stdin, signal }: Context): Promise<Uint8Array> {
  const source: Readable = file === '-' ? addAbortSignal(signal, stdin) : await openOnce(file, signal);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > LARGEST) {
      const name = file === '-' ? 'standard input' : file;
      throw new UsageError(`${name} has more than ${LARGEST} bytes, which is too long for a key`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
