import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Context } from '../Context.ts';
import { decodeUTF8 } from '../files/decodeUTF8.ts';
import { openOnce } from '../files/openOnce.ts';
import { readInput } from './readInput.ts';

/**
 * Reads an option that is text, `@file` or `@-`; `-` is standard input too.
 *
 * @throws {@link UsageError} if there is no such file, or its text is not UTF-8.
 */
export async function readSource(source: string, context: Context): Promise<string> {
  if (source === '-' || source === '@-') return readInput(context);
  if (!source.startsWith('@')) return source;
  return decodeUTF8(await readSourceBytes(source, context), source.slice(1));
}

/** Reads the same as bytes, whatever they are. */
export async function readSourceBytes(source: string, { stdin, signal }: Context): Promise<Uint8Array> {
  if (source === '-' || source === '@-') return buffer(addAbortSignal(signal, stdin));
  if (!source.startsWith('@')) return Buffer.from(source);
  return buffer(await openOnce(source.slice(1), signal));
}
