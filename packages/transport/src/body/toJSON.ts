import { InvalidArgumentError, kindOf } from '@mitosislabs/auth/errors';
import { can } from '../options/can.ts';

/** Methods of values that JSON would write as `{}` or as their inner state. */
const OPAQUE = ['then', 'getReader', 'pipe', 'arrayBuffer', Symbol.iterator, Symbol.asyncIterator] as const;
const PLAIN =
  'Pass plain objects, lists, text, finite numbers, booleans and null; bytes, forms and streams are sent as the whole body only.';

/**
 * Writes a request's body as JSON.
 *
 * @throws {@link InvalidArgumentError} for values that JSON would drop or change silently: a `Map`, a promise, `NaN`, a
 * function, bytes inside of an object. The error names their path.
 */
export function toJSON(body: unknown): string {
  const paths = new Map<unknown, string>();
  const check = function (this: unknown, key: string, value: unknown): unknown {
    const at = paths.get(this);
    const path = at === undefined ? 'body' : `${at}.${key}`;
    const problem = problemOf(Reflect.get(Object(this), key), value, Array.isArray(this));
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
    return is('no valid date');
  switch (typeof value) {
    case 'undefined':
      return isInList ? is('nothing in a list', 'Leave it out, or pass null.') : undefined;
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
