import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { bytesOf } from './bytesOf.ts';
import type { StreamBody } from './StreamBody.ts';
import type { WireRequest } from './Wire.ts';

/** A body as it goes out. */
export interface EncodedBody {
  readonly body?: WireRequest['body'];
  /** Its media type, where the wire does not find it out by itself. */
  readonly contentType?: string;
  /** Whether it can go out (again): a stream that was read cannot. */
  readonly isFresh: () => boolean;
  /** What its source failed with, if it did: whoever sends it would blame the connection. */
  readonly failure?: () => { reason: unknown } | undefined;
}

const always = (): boolean => true;

/** Encodes a request's body: bytes, forms and streams as they are, everything else as JSON, falsy values too. */
export function encodeBody(body: unknown): EncodedBody {
  if (body === undefined) return { isFresh: always };
  if (isA(body, 'FormData') || isA(body, 'URLSearchParams') || isA(body, 'Blob') || isA(body, 'File')) {
    return { body: body as FormData | URLSearchParams | Blob, isFresh: always };
  }
  const bytes = toBytes(body);
  if (bytes) return { body: bytes, contentType: 'application/octet-stream', isFresh: always };
  if (isA(body, 'ReadableStream')) {
    return encodeStream({
      contentType: 'application/octet-stream',
      isReplayable: false,
      open: () => bytesOf(body as ReadableStream<Uint8Array>),
    });
  }
  if (isStreamBody(body)) return encodeStream(body);
  if (isAsyncIterable(body)) {
    return encodeStream({ contentType: 'application/octet-stream', isReplayable: false, open: () => body });
  }
  try {
    const text = JSON.stringify(body);
    if (text !== undefined) return { body: text, contentType: 'application/json', isFresh: always };
  } catch (cause) {
    throw new InvalidArgumentError('body', 'cannot be written as JSON', { cause });
  }
  throw new InvalidArgumentError('body', `cannot be written as JSON: it is a ${typeof body}`);
}

/** By tag and not by class: naming the classes would load all of `fetch` on Node, and other realms have their own. */
function isA(body: unknown, tag: string): boolean {
  return Object.prototype.toString.call(body) === `[object ${tag}]`;
}

function toBytes(body: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return isA(body, 'ArrayBuffer') ? new Uint8Array(body as ArrayBuffer) : undefined;
}

/** Both fields: a file stream of Node's has an `open` too. */
function isStreamBody(body: unknown): body is StreamBody {
  return typeof body === 'object' && body !== null && 'open' in body && 'isReplayable' in body;
}

/** Node's streams among others, which as JSON would be the state that they are in. */
function isAsyncIterable(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function encodeStream(body: StreamBody): EncodedBody {
  const { contentType, length, isReplayable, blob } = body;
  let isOpened = false;
  let failure: { reason: unknown } | undefined;
  const open = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    isOpened = true;
    try {
      yield* body.open();
    } catch (reason) {
      failure = { reason };
      throw reason;
    }
  };
  return {
    body: { contentType, length, isReplayable, blob, open },
    contentType,
    isFresh: () => isReplayable || !isOpened,
    failure: () => failure,
  };
}
