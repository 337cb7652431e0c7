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
  if (has(data, 'stream') && has(data, 'slice')) {
    const blob = data as Blob;
    return {
      contentType: blob.type,
      length: blob.size,
      isReplayable: true,
      blob: () => blob,
      open: () => chunksOf(blob.stream()),
    };
  }
  if (ArrayBuffer.isView(data)) return ofBytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (Object.prototype.toString.call(data) === '[object ArrayBuffer]')
    return ofBytes(new Uint8Array(data as ArrayBuffer));
  if (has(data, 'arrayBuffer') && 'bodyUsed' in data) return ofResponse(data as Response);
  if (has(data, 'getReader')) {
    const stream = data as ReadableStream<Uint8Array>;
    if (stream.locked) throw new InvalidArgumentError('data', 'is being read already');
    return once(() => chunksOf(stream));
  }
  // A file of Node has `open`, too.
  if (has(data, 'open') && 'isReplayable' in data) return data as StreamBody;
  if (has(data, Symbol.asyncIterator)) {
    // A Node stream that has ended gives nothing: that would be another file.
    const { readableEnded, destroyed } = data as { readableEnded?: unknown; destroyed?: unknown };
    if (readableEnded === true || destroyed === true) {
      throw new InvalidArgumentError('data', 'was read already');
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
    ...once(() => (body ? chunksOf(body) : nothing())),
    contentType: headers.get('content-type') ?? '',
    length: isPlain ? length : body ? undefined : 0,
  };
}

function once(open: StreamBody['open']): StreamBody {
  return { contentType: '', isReplayable: false, open };
}

function has(data: unknown, name: string | symbol): boolean {
  return typeof data === 'object' && data !== null && typeof Reflect.get(data, name) === 'function';
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}

/** Not every `ReadableStream` is an async iterable: Safari's is none. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
