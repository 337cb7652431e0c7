import type { WireResponse } from './Wire.ts';

/** Large bodies may be so many times larger than what came over the wire; text compresses to a tenth, a bomb to a thousandth. */
const HIGHEST_RATIO = 50;
/** Bodies that are smaller may be compressed as well as they like. */
const HARMLESS_BYTES = 16 * 1024 * 1024;

/**
 * Reads a body up to a limit, counted when it is decompressed: a few kilobytes can hold gigabytes.
 *
 * @returns the bytes, and whether that is all; what is more is not read.
 */
export async function readBytes(
  { headers, body, received }: WireResponse,
  limit: number,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const isEncoded = headers['content-encoding'] !== undefined;
  const announced = Number(headers['content-length']);
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isWhole = isEncoded || !(announced > limit);
  if (isWhole) {
    for await (const chunk of body) {
      size += chunk.length;
      // `fetch` tells only what was announced; not even that for a chunked body, of which a third of the limit has to do.
      const wire = received?.() ?? (isEncoded ? announced || limit / 3 / HIGHEST_RATIO : size);
      if (size > limit || (size > HARMLESS_BYTES && size > wire * HIGHEST_RATIO)) {
        isWhole = false;
        break;
      }
      chunks.push(chunk);
    }
  } else {
    await body[Symbol.asyncIterator]().return?.();
  }
  return { bytes: join(chunks), isWhole };
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const [only = new Uint8Array()] = chunks;
  if (chunks.length <= 1) return only;
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
