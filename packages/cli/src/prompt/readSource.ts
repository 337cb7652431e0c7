import { text } from 'node:stream/consumers';
import type { Context } from '../Context.ts';
import { openOnce } from '../files/openOnce.ts';
import { readInput } from './readInput.ts';

/** Reads an option that is text, `@file` or `@-`; `-` is standard input too. */
export async function readSource(source: string, context: Context): Promise<string> {
  if (source === '-' || source === '@-') return readInput(context);
  if (source.startsWith('@')) return text(await openOnce(source.slice(1), context.signal));
  return source;
}
