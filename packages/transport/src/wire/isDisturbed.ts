import { nodeStream } from '../node/nodeStream.ts';

/** Whether a web stream was read before: the rest of it is another body. */
export function isDisturbed(stream: ReadableStream<Uint8Array>): boolean {
  const known = nodeStream()?.isDisturbed?.(stream);
  // Deno's version supports Node streams only.
  if (known === true || (known === false && !('Deno' in globalThis))) return known;
  try {
    new Response(stream);
    return false;
  } catch {
    return true;
  }
}
