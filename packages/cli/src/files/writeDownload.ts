import { pipeline } from 'node:stream/promises';
import type { Context } from '../Context.ts';
import { escapeControls } from '../terminal/escapeControls.ts';

/** Writes a body to standard output: byte for byte into a pipe, with control characters escaped on a terminal. */
export async function writeDownload(response: Response, { stdout, signal }: Context): Promise<void> {
  const body = bytesOf(response);
  if (stdout.isTTY) await pipeline(body, harmless, stdout, { end: false, signal });
  else await pipeline(body, stdout, { end: false, signal });
}

async function* harmless(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) yield escapeControls(decoder.decode(chunk, { stream: true }));
  yield escapeControls(decoder.decode());
}

async function* bytesOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (body) yield* body;
}
