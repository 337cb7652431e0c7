import { UsageError } from '../errors/UsageError.ts';

/** Checks a URL that somebody typed; `name` is the flag or the variable that it came with. */
export function parseUrl(name: string, value: string): string {
  if (isWebAddress(value)) return value;
  // What stands before an @ may be a password.
  const [shown, hint] = value.includes('@')
    ? ['must not hold a user name or password', 'Write it like https://mitosislabs.ai, without an @.']
    : [`is not a URL: ${value}`, 'Write it like https://mitosislabs.ai.'];
  throw new UsageError(`${name} ${shown}`, { hint });
}

/** Whether two URLs lead to the same host, port and protocol. */
export function sameOrigin(a: string, b: string): boolean {
  return new URL(a).origin === new URL(b).origin;
}

function isWebAddress(value: string): boolean {
  try {
    const { protocol, username, password } = new URL(value);
    return /^https?:$/.test(protocol) && username === '' && password === '';
  } catch {
    return false;
  }
}
