import { redact } from './redact.ts';

/** Causes are walked so deep, and no further: what is deeper is taken for unsafe. */
const DEEPEST = 6;

/**
 * The error underneath another one, for `cause`: itself when it holds no credential, else a copy of its message without
 * any. HTTP clients like to quote the headers that they could not send, and `inspect` prints all that hangs on an error.
 */
export function redactCause(cause: unknown, secrets: readonly string[] = []): unknown {
  if (!holdsSecret(cause, secrets, new Set(), 0)) return cause;
  if (!(cause instanceof Error)) return new Error(redact(String(cause), secrets));
  const code: unknown = Reflect.get(cause, 'code');
  const { name, message } = cause;
  return Object.assign(new Error(redact(message, secrets)), {
    name,
    ...(typeof code === 'string' && { code }),
  });
}

function holdsSecret(value: unknown, secrets: readonly string[], seen: Set<unknown>, depth: number): boolean {
  if (typeof value === 'string') return redact(value, secrets) !== value;
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  if (depth > DEEPEST) return true;
  seen.add(value);
  return Reflect.ownKeys(value).some((key) => {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    return (
      (typeof key === 'string' && redact(key, secrets) !== key) ||
      holdsSecret(property?.value, secrets, seen, depth + 1)
    );
  });
}
