import { InvalidArgumentError, kindOf } from '@mitosislabs/auth/errors';
import { can } from '../runtime/can.ts';
import { bodySource, wasRead } from './bodySource.ts';
import { bytesIn } from './bytesIn.ts';
import { formBody, isForm, isFormLike } from './formBody.ts';
import { formStreamBody, isFormStream } from './formStreamBody.ts';
import { lengthError } from './lengthError.ts';
import type { StreamBody } from './StreamBody.ts';

/** A body as it is sent. */
export interface EncodedBody {
  readonly body?: string | Uint8Array | StreamBody;
  /** Its media type. */
  readonly contentType?: string;
  /** Whether it can be sent (again): a stream that was read cannot. */
  readonly isFresh: () => boolean;
  /** The failure of its source, if any, so that the error does not blame the connection. */
  readonly failure?: () => { reason: unknown } | undefined;
}

/** Methods of values that JSON would write as `{}` or as their inner state. */
const OPAQUE = ['then', 'getReader', 'pipe', 'arrayBuffer', Symbol.iterator, Symbol.asyncIterator] as const;
const PLAIN =
  'Pass plain objects, lists, text, finite numbers, booleans and null; bytes, forms and streams are sent as the whole body only.';

const always = (): boolean => true;
/** Iterators that were sent already. */
const spent = new WeakSet<object>();

/**
 * Encodes a request's body: bytes, forms, files, responses and streams as they are, anything else as JSON, falsy values
 * too. Types are recognized as by {@link bodySource}.
 *
 * @throws {@link InvalidArgumentError} for values that cannot be sent unchanged, and for consumed streams and responses.
 */
export function encodeBody(body: unknown): EncodedBody {
  if (body === undefined) return { isFresh: always };
  try {
    // Most bodies: the checks below cost more than the text.
    if (isSimple(body))
      return { body: JSON.stringify(body), contentType: 'application/json', isFresh: always };
    if (typeof body === 'object' && body !== null && !isPlainData(body)) {
      const whole = encodeObject(body);
      if (whole) return whole;
    }
    return { body: toJSON(body), contentType: 'application/json', isFresh: always };
  } catch (cause) {
    if (InvalidArgumentError.isInstance(cause)) throw cause;
    throw new InvalidArgumentError('body', 'cannot be read', { cause });
  }
}

/** Encodes an object that is sent as it is; `undefined` for any other, which is JSON. */
function encodeObject(body: object): EncodedBody | undefined {
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
  return source && stream(source, source.isReplayable ? undefined : body);
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
    failure = undefined;
    // An iterable with a new iterator each time can be read again.
    if (source && (can(source, 'next') || !can(source, Symbol.asyncIterator))) spent.add(source);
    let size = 0;
    try {
      for await (const chunk of body.open()) {
        const bytes = checked(chunk);
        size += bytes.byteLength;
        // Not every `fetch` reports the reason, and some wait for more data.
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
  throw new InvalidArgumentError('body', `must yield bytes, got ${kindOf(chunk)}`, {
    hint: 'A body stream yields Uint8Arrays; encode text with a TextEncoder.',
  });
}

/** Whether a value is JSON as it is: text, a finite number, a boolean, null, or a literal of these, a few levels deep. */
function isSimple(value: unknown, levels = 4): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object') return value === undefined || Number.isFinite(value);
  if (levels === 0 || Object.getPrototypeOf(value) !== Object.prototype) return false;
  // Such as the iterator of a stream.
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  for (const name in value) if (!isSimple(value[name as never], levels - 1)) return false;
  return true;
}

/** Whether an object is plain and without methods, and so can only be JSON. */
function isPlainData(body: object): boolean {
  if (!isPlain(body) || Object.getOwnPropertySymbols(body).length > 0) return false;
  for (const value of Object.values(body)) if (typeof value === 'function') return false;
  return true;
}

/**
 * Writes a request's body as JSON.
 *
 * @throws {@link InvalidArgumentError} for values that JSON would drop or change silently: a `Map`, a promise, `NaN`, a
 * function, bytes inside of an object. The error names their path.
 */
function toJSON(body: unknown): string {
  const paths = new Map<unknown, string>();
  const check = function (this: unknown, key: string, value: unknown): unknown {
    const original: unknown = Reflect.get(Object(this), key);
    if (original === value && (typeof value === 'string' || value === null)) return value;
    const at = paths.get(this);
    const path = at === undefined ? 'body' : `${at}.${key}`;
    const isUsual = original === value && typeof value === 'object' && isPlain(value as object);
    const problem = isUsual ? undefined : problemOf(original, value, Array.isArray(this));
    if (problem) throw new InvalidArgumentError(path, ...problem);
    if (typeof value === 'object' && value !== null) paths.set(value, path);
    return value;
  };
  let text: string | undefined;
  try {
    text = JSON.stringify(body, check);
  } catch (cause) {
    if (InvalidArgumentError.isInstance(cause)) throw cause;
    throw new InvalidArgumentError('body', 'cannot be written as JSON', { cause, hint: PLAIN });
  }
  if (text === undefined)
    throw new InvalidArgumentError('body', 'cannot be written as JSON', { hint: PLAIN });
  return text;
}

/**
 * Returns the reason why JSON cannot represent a value.
 *
 * @param original - The value before `toJSON`.
 * @param value - The value after `toJSON`.
 */
function problemOf(
  original: unknown,
  value: unknown,
  isInList: boolean,
): [string, { hint: string }] | undefined {
  const is = (what: string, hint = PLAIN): [string, { hint: string }] => [
    `is ${what}, which JSON cannot carry`,
    { hint },
  ];
  if (isBytes(original)) return is('bytes', 'Pass the bytes as the whole body, or as base64 text.');
  if (Object.prototype.toString.call(original) === '[object Date]' && value === null)
    return is('an invalid date');
  switch (typeof value) {
    case 'undefined':
      return isInList ? is('undefined in a list', 'Leave it out, or pass null.') : undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : is(String(value), 'Pass a finite number, or null.');
    case 'bigint':
      return is('a BigInt', 'Pass a number, or text.');
    case 'function':
    case 'symbol':
      return is(kindOf(value));
    case 'object':
      return value === null || Array.isArray(value) || isPlain(value)
        ? undefined
        : problemOfObject(value, is);
    default:
      return undefined;
  }
}

function problemOfObject<T>(value: object, is: (what: string, hint?: string) => T): T | undefined {
  switch (Object.prototype.toString.call(value)) {
    case '[object String]':
    case '[object Boolean]':
      return undefined;
    case '[object Number]':
      return Number.isFinite(Number(value)) ? undefined : is(String(value), 'Pass a finite number, or null.');
    case '[object Map]':
      return is('a Map', 'Pass an object: `Object.fromEntries(map)`.');
    case '[object Set]':
      return is('a Set', 'Pass a list: `[...set]`.');
    case '[object Error]':
      return is('an Error', 'Pass its message.');
  }
  if (can(value, 'then')) return is('a promise', 'Await it first.');
  // An instance without own fields would become `{}`.
  return OPAQUE.some((name) => can(value, name)) || Object.keys(value).length === 0
    ? is(kindOf(value))
    : undefined;
}

function isBytes(value: unknown): boolean {
  return (
    ArrayBuffer.isView(value) ||
    /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value))
  );
}

/** Whether an object is a literal, of any realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    Object.prototype.toString.call(value) === '[object Object]' &&
    (prototype === null || Object.getPrototypeOf(prototype) === null)
  );
}
