import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { can } from '../runtime/can.ts';
import { isDisturbed } from '../runtime/nodeStream.ts';
import { blobBody, isBlobLike } from './blobBody.ts';
import { bytesIn } from './bytesIn.ts';
import { bytesOf } from './bytesOf.ts';
import { chunksOf, type Readable } from './chunksOf.ts';
import type { StreamBody } from './StreamBody.ts';

const BYTES = 'application/octet-stream';
/** The size of the slices of a buffer, so that progress can be reported. In bytes. */
const SLICE = 1024 * 1024;

/**
 * Makes a {@link StreamBody} of anything that has bytes: memory, a `Blob`, a `Response` or `Request`, a web stream, an async
 * iterable such as a stream of Node's. Types are recognized by their methods, not by class: values may come from other
 * realms and packages, and naming the classes would load all of `fetch` on Node.
 *
 * @param data - The value.
 * @param argument - Its name in errors.
 * @returns the body; `undefined` for any other value.
 * @throws {@link InvalidArgumentError} when it was read already, cannot be read, or its memory was transferred.
 *
 * @example
 * ```ts
 * import { bodySource } from '@mitosislabs/transport/bodySource';
 *
 * const body = bodySource(new Blob(['hello']), 'data');
 * console.log(body?.length); // 5
 * ```
 */
export function bodySource(data: unknown, argument: string): StreamBody | undefined {
  const bytes = bytesIn(data, argument);
  if (bytes) return ofBytes(bytes);
  if (typeof data !== 'object' || data === null) return undefined;
  if (isBlobLike(data)) return blobBody(data, argument);
  if (isStreamBody(data)) return data;
  if (can(data, 'getReader')) return ofWebStream(data as unknown as ReadableStream<Uint8Array>, argument);
  if (can(data, 'arrayBuffer') && 'bodyUsed' in data) return ofResponse(data, argument);
  if (can(data, Symbol.asyncIterator)) return ofIterable(data as never, argument);
  return undefined;
}

function ofBytes(bytes: Uint8Array<ArrayBuffer>): StreamBody {
  return {
    contentType: BYTES,
    length: bytes.byteLength,
    isReplayable: true,
    blob: () => new Blob([bytes]),
    async *open() {
      for (let at = 0; at < bytes.byteLength; at += SLICE) yield bytes.subarray(at, at + SLICE);
    },
  };
}

/** Checks both fields: a file stream of Node's has an `open` too. */
function isStreamBody(data: object): data is StreamBody {
  return can(data, 'open') && 'isReplayable' in data;
}

function ofWebStream(stream: ReadableStream<Uint8Array>, argument: string): StreamBody {
  if (stream.locked || isDisturbed(stream)) throw wasRead(argument);
  return { contentType: BYTES, isReplayable: false, open: () => bytesOf(stream) };
}

function ofResponse(response: object, argument: string): StreamBody {
  const { body, bodyUsed, headers, ok, status } = response as Partial<Response>;
  if (bodyUsed || body?.locked) throw wasRead(argument);
  if (ok === false) {
    throw new InvalidArgumentError(argument, `is a response with status ${status}, not the content`);
  }
  const length = Number(headers?.get('content-length') ?? (body === null ? 0 : Number.NaN));
  return {
    contentType: headers?.get('content-type') || BYTES,
    length: Number.isSafeInteger(length) && !headers?.has('content-encoding') ? length : undefined,
    isReplayable: false,
    open: () => chunksOf(response as Readable),
  };
}

/** Async iterables such as Node's streams. One that has ended is refused: it would send an empty body. */
function ofIterable(data: AsyncIterable<Uint8Array>, argument: string): StreamBody {
  const state = data as { readableEnded?: unknown; destroyed?: unknown; readableEncoding?: unknown };
  if (state.readableEnded === true || state.destroyed === true) throw wasRead(argument);
  if (typeof state.readableEncoding === 'string') {
    throw new InvalidArgumentError(
      argument,
      `is a stream of text (${state.readableEncoding}), not of bytes`,
      {
        hint: 'Open it without an encoding.',
      },
    );
  }
  return { contentType: BYTES, isReplayable: false, open: () => data };
}

/** Creates the error for a value that can be read once, and was. */
export function wasRead(argument: string): InvalidArgumentError {
  return new InvalidArgumentError(argument, 'was read already, or is being read', {
    hint: 'A stream, a generator and a response can be sent once: make a new one for each request.',
  });
}
