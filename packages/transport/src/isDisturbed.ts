import { nodeStream } from './nodeStream.ts';

/** Whether something was read of a web stream before: what is left of it is another body. */
export function isDisturbed(stream: ReadableStream<Uint8Array>): boolean {
  const known = nodeStream()?.isDisturbed?.(stream);
  if (known !== undefined) return known;
  try {
    new Response(stream);
    return false;
  } catch {
    return true;
  }
}
