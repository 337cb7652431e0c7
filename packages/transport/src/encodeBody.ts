import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { bodySource, wasRead } from './bodySource.ts';
import { bytesIn } from './bytesIn.ts';
import { formBody, isForm, isFormLike } from './formBody.ts';
import { formStreamBody, isFormStream } from './formStreamBody.ts';
import { can, kindOf } from './kindOf.ts';
import type { StreamBody } from './StreamBody.ts';
import { toJSON } from './toJSON.ts';

/** A body as it goes out. */
export interface EncodedBody {
  readonly body?: string | Uint8Array | StreamBody;
  /** Its media type. */
  readonly contentType?: string;
  /** Whether it can go out (again): a stream that was read cannot. */
  readonly isFresh: () => boolean;
  /** The failure of its source, if there was one: the sender would blame the connection. */
  readonly failure?: () => { reason: unknown } | undefined;
}

const always = (): boolean => true;
/** Iterators that were sent: they have nothing left. */
const spent = new WeakSet<object>();

/**
 * Encodes a request's body: bytes, forms, files, responses and streams as they are, everything else as JSON, falsy values
 * too.
 *
 * @throws {@link InvalidArgumentError} for what cannot be sent as what it is, and for what was read already.
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

/** @param source - The thing itself where it can be read only once. */
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
    // What gives a new iterator each time can be read again.
    if (source && (can(source, 'next') || !can(source, Symbol.asyncIterator))) spent.add(source);
    try {
      for await (const chunk of body.open()) yield checked(chunk);
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
