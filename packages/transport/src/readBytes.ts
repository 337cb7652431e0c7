import type { WireResponse } from './Wire.ts';

/** Large bodies may be so many times larger than what came over the wire; text compresses to a tenth, a bomb to a thousandth. */
const HIGHEST_RATIO = 50;
/** Bodies that are smaller may be compressed as well as they like. */
const HARMLESS_BYTES = 16 * 1024 * 1024;
/** Chunks that are smaller are copied together: each has a cost of its own, and may hold far more memory than it shows. */
const PIECE = 64 * 1024;

/**
 * Reads a body up to a limit, counted when it is decompressed: a few kilobytes can hold gigabytes.
 *
 * @returns the bytes, and whether that is all; what is more is not read, and only the beginning is returned then.
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
    // `fetch` tells only what was announced; not even that for a chunked body, of which a third of the limit has to do.
    const wire = received?.() ?? (isEncoded ? announced || limit / 3 / HIGHEST_RATIO : size);
    if (size > limit || (size > HARMLESS_BYTES && size > wire * HIGHEST_RATIO)) {
      return { bytes: pieces.start, isWhole: false };
    }
    pieces.add(chunk);
  }
  return { bytes: pieces.joined(), isWhole: true };
}

/** Bytes that are gathered. */
class Pieces {
  readonly #whole: Uint8Array[] = [];
  #piece = new Uint8Array();
  #used = 0;
  /** How many there are. */
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

  /** The first of them. */
  get start(): Uint8Array {
    this.#flush();
    return this.#whole[0] ?? new Uint8Array();
  }

  /** All of them, in one. */
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

/** One chunk out of several. */
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
