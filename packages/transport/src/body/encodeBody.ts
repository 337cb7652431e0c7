import { InvalidArgumentError, kindOf } from '@mitosislabs/auth/errors';
import { bodySource, wasRead } from '../bodySource.ts';
import { can } from '../options/can.ts';
import { bytesIn } from './bytesIn.ts';
import { formBody, isForm, isFormLike } from './formBody.ts';
import { formStreamBody, isFormStream } from './formStreamBody.ts';
import { lengthError } from './lengthError.ts';
import type { StreamBody } from './StreamBody.ts';
import { toJSON } from './toJSON.ts';

/** A body as it goes out. */
export interface EncodedBody {
  readonly body?: string | Uint8Array | StreamBody;
  /** Its media type. */
  readonly contentType?: string;
  /** Whether it can go out (again): a stream that was read cannot. */
  readonly isFresh: () => boolean;
  /** The failure of its source, if any: the sender would blame the connection. */
  readonly failure?: () => { reason: unknown } | undefined;
}

const always = (): boolean => true;
/** Iterators that were sent already. */
const spent = new WeakSet<object>();

/**
 * Encodes a request's body: bytes, forms, files, responses and streams as they are, anything else as JSON, falsy values
 * too. Types are recognized by their methods, not by class: values may come from other realms and packages, and
 * naming the classes would load all of `fetch` on Node.
 *
 * @throws {@link InvalidArgumentError} for values that cannot be sent unchanged, and for consumed streams and responses.
 */
export function encodeBody(body: unknown): EncodedBody {
  if (body === undefined) return { isFresh: always };
  try {
    return encode(body);
  } catch (cause) {
    if (InvalidArgumentError.isInstance(cause)) throw cause;
    throw new InvalidArgumentError('body', 'cannot be read', { cause });
  }
}

function encode(body: unknown): EncodedBody {
  if (typeof body !== 'object' || body === null) return json(body);
  const bytes = bytesIn(body, 'body');
  if (bytes) return { body: bytes, contentType: 'application/octet-stream', isFresh: always };
  if (Object.prototype.toString.call(body) === '[object URLSearchParams]') {
    const contentType = 'application/x-www-form-urlencoded;charset=UTF-8';
    return { body: String(body), contentType, isFresh: always };
  }
  if (isFormStream(body)) return stream(formStreamBody(body), body);
  if (isFormLike(body)) return stream(formBody(body));
  if (isForm(body)) {
    throw new InvalidArgumentError('body', 'is a FormData that cannot be read: it has no entries()', {
      hint: 'Pass the global FormData, or one of the packages undici, formdata-node and form-data.',
    });
  }
  const source = bodySource(body, 'body');
  return source ? stream(source, source.isReplayable ? undefined : body) : json(body);
}

function json(body: unknown): EncodedBody {
  return { body: toJSON(body), contentType: 'application/json', isFresh: always };
}

/** @param source - The value itself, if it can be read only once. */
function stream(body: StreamBody, source?: object): EncodedBody {
  const { contentType, length, isReplayable, blob } = body;
  if (
    typeof contentType !== 'string' ||
    (length !== undefined && !(Number.isSafeInteger(length) && length >= 0))
  ) {
    throw new InvalidArgumentError(
      'body',
      'must have a `contentType`, and its `length` must be a number of bytes',
    );
  }
  if (source && spent.has(source)) throw wasRead('body');
  let isOpened = false;
  let failure: { reason: unknown } | undefined;
  const open = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    isOpened = true;
    // An iterable with a new iterator each time can be read again.
    if (source && (can(source, 'next') || !can(source, Symbol.asyncIterator))) spent.add(source);
    let size = 0;
    try {
      for await (const chunk of body.open()) {
        const bytes = checked(chunk);
        size += bytes.byteLength;
        // Not every `fetch` tells what was wrong, and some wait for more.
        if (length !== undefined && size > length) throw lengthError(size, length, 'at least ');
        yield bytes;
      }
      if (length !== undefined && size < length) throw lengthError(size, length);
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

function checked(chunk: unknown): Uint8Array {
  const bytes = bytesIn(chunk, 'body');
  if (bytes) return bytes;
  throw new InvalidArgumentError('body', `must give bytes, got ${kindOf(chunk)}`, {
    hint: 'A stream that is a body gives Uint8Arrays; encode text with a TextEncoder.',
  });
}
