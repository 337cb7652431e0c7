import { nodeStream } from './nodeStream.ts';

/** Whether something was read of a web stream before: what is left of it is another body. */
export function isDisturbed(stream: ReadableStream<Uint8Array>): boolean {
  const known = nodeStream()?.isDisturbed?.(stream);
  // Deno's imitation of it knows Node's streams only.
  if (known === true || (known === false && !('Deno' in globalThis))) return known;
  try {
    new Response(stream);
    return false;
  } catch {
    return true;
  }
}
