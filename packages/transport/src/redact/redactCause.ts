import { redact } from './redact.ts';

/** The depth up to which causes are checked. Deeper ones count as unsafe. */
const DEEPEST = 6;
/** The key of a method that prints an object on Node. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');
const ALWAYS_READ = ['name', 'message', 'stack'];

/**
 * Returns the `cause` of an error: itself if it holds no credential, else a copy of its name, message and code without
 * any. HTTP clients quote headers that they could not send, and `inspect` prints all properties of an error.
 */
export function redactCause(cause: unknown, secrets: readonly string[] = [], depth = 0): unknown {
  if (!mayLeak(cause, secrets, new Set(), depth)) return cause;
  if (!isError(cause)) return new Error(redact(textOf(cause), secrets));
  const { message, name, code, cause: under } = cause as Error & { code?: unknown };
  const copy = new Error(redact(message, secrets));
  if (under !== undefined && depth < DEEPEST) copy.cause = redactCause(under, secrets, depth + 1);
  copy.name = redact(name, secrets);
  return typeof code === 'string' ? Object.assign(copy, { code: redact(code, secrets) }) : copy;
}

/** Whether a value may show a secret when it is printed. Assumed of all that is not plain data, such as `Headers`. */
function mayLeak(value: unknown, secrets: readonly string[], seen: Set<unknown>, depth: number): boolean {
  if (typeof value === 'string') return redact(value, secrets) !== value;
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  if (depth > DEEPEST || INSPECT in value || !(isError(value) || isPlain(value))) return true;
  seen.add(value);
  const keys = new Set([...Reflect.ownKeys(value), ...(isError(value) ? ALWAYS_READ : [])]);
  return [...keys].some((key) => {
    if (typeof key === 'string' && redact(key, secrets) !== key) return true;
    // Some versions of V8 have a getter there.
    const isRead = isError(value) && typeof key === 'string' && ALWAYS_READ.includes(key);
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    if (property?.get && !isRead) return true;
    return mayLeak(isRead ? Reflect.get(value, key) : property?.value, secrets, seen, depth + 1);
  });
}

/** Compares the tag too: errors come from other realms. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Converts a thrown value to text; not every value can be. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'a value that cannot be shown';
  }
}
