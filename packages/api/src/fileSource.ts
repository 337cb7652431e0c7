import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { StreamBody } from '@mitosislabs/transport';
import type { FileData } from './FileData.ts';
import { kindOf } from './kindOf.ts';

/** So much of a buffer at a time, so that there is something to tell of its progress. */
const SLICE = 1024 * 1024;

/**
 * What any of the sources of a file's content is, once opened.
 *
 * @throws {@link InvalidArgumentError} when it is none, or was read already.
 */
export function fileSource(data: FileData): StreamBody {
  // By what they can do and not by class: those of another realm will do, and naming the classes would load all of `fetch`
  // on Node.
  const bytes = bytesIn(data);
  if (bytes) return ofBytes(bytes);
  if (has(data, 'slice') && (has(data, 'stream') || has(data, 'arrayBuffer'))) {
    const blob = data as Blob;
    return {
      contentType: blob.type,
      length: blob.size,
      isReplayable: true,
      blob: isPlatformBlob(blob) ? () => blob : undefined,
      open: () => chunksOf(blob),
    };
  }
  if (has(data, 'arrayBuffer') && 'bodyUsed' in data) return ofResponse(data as Response);
  if (has(data, 'getReader')) {
    const stream = data as ReadableStream<Uint8Array>;
    if (stream.locked) throw new InvalidArgumentError('data', 'is being read already');
    return once(() => fromStream(stream));
  }
  // A file of Node has `open`, too.
  if (has(data, 'open') && 'isReplayable' in data) return data as StreamBody;
  if (has(data, Symbol.asyncIterator)) {
    // A Node stream that has ended gives nothing: that would be another file.
    const { readableEnded, destroyed, readableEncoding } = data as object as Record<string, unknown>;
    if (readableEnded === true || destroyed === true) {
      throw new InvalidArgumentError('data', 'was read already');
    }
    if (typeof readableEncoding === 'string') {
      throw new InvalidArgumentError('data', `is a stream of text (${readableEncoding}), not of bytes`, {
        hint: 'Open it without an encoding.',
      });
    }
    return once(() => data as AsyncIterable<Uint8Array>);
  }
  throw new InvalidArgumentError('data', `must be the content of a file, got ${kindOf(data)}`, {
    hint: 'Pass bytes, a Blob, a Response or a stream; for text: new TextEncoder().encode(text).',
  });
}

function ofBytes(bytes: Uint8Array): StreamBody {
  return {
    contentType: '',
    length: bytes.byteLength,
    isReplayable: true,
    blob: () => new Blob([bytes as BlobPart]),
    async *open() {
      for (let at = 0; at < bytes.byteLength; at += SLICE) yield bytes.subarray(at, at + SLICE);
    },
  };
}

function ofResponse(response: Response): StreamBody {
  const { body, bodyUsed, headers, ok, status } = response;
  if (bodyUsed || body?.locked) throw new InvalidArgumentError('data', 'was read already');
  if (!ok) throw new InvalidArgumentError('data', `is an answer with status ${status}, and no file`);
  const length = Number(headers.get('content-length') ?? Number.NaN);
  const isPlain = Number.isSafeInteger(length) && !headers.has('content-encoding');
  return {
    ...once(() => chunksOf(response)),
    contentType: headers.get('content-type') ?? '',
    length: isPlain ? length : body === null ? 0 : undefined,
  };
}

function once(open: StreamBody['open']): StreamBody {
  return { contentType: '', isReplayable: false, open };
}

function has(data: unknown, name: string | symbol): boolean {
  return typeof data === 'object' && data !== null && typeof Reflect.get(data, name) === 'function';
}

/** The bytes of a view or a buffer of any realm. A detached buffer is refused: it would be sent as nothing. */
function bytesIn(data: unknown): Uint8Array | undefined {
  const isView = ArrayBuffer.isView(data);
  const tag = Object.prototype.toString.call(data);
  if (!isView && !/^\[object (Shared)?ArrayBuffer\]$/.test(tag)) return undefined;
  try {
    if (!isView) return new Uint8Array(data as ArrayBuffer);
    // Throws for a detached or shrunk buffer.
    if (tag !== '[object DataView]') Uint8Array.prototype.keys.call(data as Uint8Array);
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  } catch (cause) {
    throw new InvalidArgumentError('data', 'is a detached buffer: its bytes were transferred elsewhere', {
      hint: 'Pass a copy, made before the transfer: `bytes.slice()`.',
      cause,
    });
  }
}

/** Whether a `Blob` is the runtime's own: inside a `Blob`, any other becomes text. */
function isPlatformBlob(value: unknown): value is Blob {
  const size = Object.getOwnPropertyDescriptor(Object(globalThis.Blob?.prototype), 'size')?.get;
  try {
    return typeof size?.call(value) === 'number';
  } catch {
    return false;
  }
}

/** Reads the bytes of a `Blob` or response: from its stream, if it has one, else at once. */
async function* chunksOf(source: Blob | Response): AsyncGenerator<Uint8Array, void, undefined> {
  const stream: unknown = 'stream' in source ? source.stream?.() : source.body;
  if (stream === null) return;
  if (has(stream, 'getReader')) yield* fromStream(stream as ReadableStream<Uint8Array>);
  else if (has(stream, Symbol.asyncIterator)) yield* stream as AsyncIterable<Uint8Array>;
  else yield new Uint8Array(await source.arrayBuffer());
}

/** Not every `ReadableStream` is an async iterable: Safari's is none. */
async function* fromStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
