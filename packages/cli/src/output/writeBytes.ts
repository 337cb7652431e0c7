import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../Context.ts';
import { escapeControls } from '../terminal/escapeControls.ts';

/** Writes bytes to standard output: exactly into a pipe, with control characters escaped on a terminal. */
export async function writeBytes(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  { stdout, signal }: Context,
): Promise<void> {
  const source = Readable.from(chunks);
  if (stdout.isTTY) await pipeline(source, harmless, stdout, { end: false, signal });
  else await pipeline(source, stdout, { end: false, signal });
}

async function* harmless(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) yield escapeControls(decoder.decode(chunk, { stream: true }));
  yield escapeControls(decoder.decode());
}
