import type { WireResponse } from '../wire/Wire.ts';

/** Large bodies may be so many times larger than what came over the wire; text compresses to a tenth, a bomb to a thousandth. */
const HIGHEST_RATIO = 50;
/** Bodies that are smaller may be compressed as well as they like. */
const HARMLESS_BYTES = 16 * 1024 * 1024;
/** Smaller chunks are merged: each costs memory, and may hold a far larger buffer. In bytes. */
const PIECE = 64 * 1024;

/**
 * Reads a body up to a limit, counted when it is decompressed: a few kilobytes can hold gigabytes.
 *
 * @returns the bytes, and whether they are complete. Beyond the limit only the beginning is read and returned.
 */
export async function readBytes(
  { headers, body, received }: WireResponse,
  limit: number,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const isEncoded = headers['content-encoding'] !== undefined;
  const announced = Number(headers['content-length']);
  if (!isEncoded && announced > limit) {
    await body[Symbol.asyncIterator]().return?.();
    return { bytes: new Uint8Array(), isWhole: false };
  }
  const pieces = new Pieces();
  for await (const chunk of body) {
    const size = pieces.size + chunk.length;
    // `fetch` reports only the announced length, and none for a chunked body: allow a third of the limit.
    const wire = received?.() ?? (isEncoded ? announced || limit / 3 / HIGHEST_RATIO : size);
    if (size > limit || (size > HARMLESS_BYTES && size > wire * HIGHEST_RATIO)) {
      return { bytes: pieces.start, isWhole: false };
    }
    pieces.add(chunk);
  }
  return { bytes: pieces.joined(), isWhole: true };
}

/** Collects bytes. */
class Pieces {
  readonly #whole: Uint8Array[] = [];
  #piece = new Uint8Array();
  #used = 0;
  /** The total length. */
  size = 0;

  /** Adds a chunk. */
  add(chunk: Uint8Array): void {
    this.size += chunk.length;
    if (this.#used + chunk.length > this.#piece.length) {
      this.#flush();
      if (chunk.length >= PIECE / 2 && chunk.length * 1.25 >= chunk.buffer.byteLength) {
        this.#whole.push(chunk);
        return;
      }
      // The first one is often the only one.
      this.#piece = new Uint8Array(this.size === chunk.length ? chunk.length : Math.max(PIECE, chunk.length));
    }
    this.#piece.set(chunk, this.#used);
    this.#used += chunk.length;
  }

  /** Returns the first bytes. */
  get start(): Uint8Array {
    this.#flush();
    return this.#whole[0] ?? new Uint8Array();
  }

  /** Returns all bytes. */
  joined(): Uint8Array {
    this.#flush();
    return joined(this.#whole);
  }

  #flush(): void {
    if (this.#used > 0) this.#whole.push(this.#piece.subarray(0, this.#used));
    this.#used = 0;
    this.#piece = new Uint8Array();
  }
}

/** Joins chunks. */
export function joined<Buffer extends ArrayBufferLike>(
  chunks: readonly Uint8Array<Buffer>[],
): Uint8Array<Buffer | ArrayBuffer> {
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
