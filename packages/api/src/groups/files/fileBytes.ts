import { InvalidArgumentError, kindOf, MitosisError } from '@mitosislabs/auth/errors';
import type { StreamBody } from '@mitosislabs/transport';
import type { UploadOptions } from './UploadOptions.ts';

/** The size of a piece, in bytes. Smaller chunks are merged up to it. */
const PIECE = 64 * 1024;

/**
 * Yields the checked content of a file in pieces of a reasonable size.
 *
 * @throws {@link InvalidArgumentError} when the source fails, yields anything but bytes, or fewer or more bytes than it announced.
 */
export async function* fileBytes(
  source: StreamBody,
  onProgress?: UploadOptions['onProgress'],
): AsyncGenerator<Uint8Array, void, undefined> {
  const { length: total } = source;
  const chunks = source.open()[Symbol.asyncIterator]();
  let held = new Uint8Array();
  let used = 0;
  let read = 0;
  let loaded = 0;
  const send = function* (piece: Uint8Array): Generator<Uint8Array, void, undefined> {
    if (piece.byteLength === 0) return;
    yield piece;
    // The next piece is requested, so this one was sent.
    loaded += piece.byteLength;
    onProgress?.({ loaded, total });
  };
  onProgress?.({ loaded, total });
  try {
    for (let chunk = await next(chunks); chunk; chunk = await next(chunks)) {
      read += chunk.byteLength;
      if (total !== undefined && read > total) throw wrongLength('more', total);
      if (used + chunk.byteLength > PIECE) {
        yield* send(held.subarray(0, used));
        used = 0;
      }
      if (used === 0 && chunk.byteLength >= PIECE / 2) {
        yield* send(chunk);
      } else {
        if (used === 0) held = new Uint8Array(PIECE);
        held.set(chunk, used);
        used += chunk.byteLength;
      }
    }
    yield* send(held.subarray(0, used));
    if (total !== undefined && read < total) throw wrongLength('fewer', total);
  } finally {
    // Not awaited: the source may hang, and no more of it is needed.
    Promise.resolve(chunks.return?.()).catch(() => undefined);
  }
}

async function next(chunks: AsyncIterator<unknown>): Promise<Uint8Array | undefined> {
  let chunk: unknown;
  try {
    const { done, value } = await chunks.next();
    if (done) return undefined;
    chunk = value;
  } catch (cause) {
    if (cause instanceof MitosisError) throw cause;
    throw new InvalidArgumentError('data', 'could not be read to its end', { cause });
  }
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new InvalidArgumentError('data', `must yield bytes, got ${kindOf(chunk)}`);
}

function wrongLength(which: 'more' | 'fewer', total: number): InvalidArgumentError {
  return new InvalidArgumentError('data', `has ${which} than the ${total} bytes that were announced`);
}
