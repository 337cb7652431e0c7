import { buffer } from 'node:stream/consumers';
import type { Context } from '../Context.ts';
import { decodeUTF8 } from '../files/decodeUTF8.ts';
import { openOnce } from '../files/openOnce.ts';
import { readInput } from './readInput.ts';

/** Reads an option that is text, `@file` or `@-`; `-` is standard input too. */
export async function readSource(source: string, context: Context): Promise<string> {
  if (source === '-' || source === '@-') return readInput(context);
  if (!source.startsWith('@')) return source;
  const path = source.slice(1);
  return decodeUTF8(await buffer(await openOnce(path, context.signal)), path);
}
