import { UsageError } from '../errors/UsageError.ts';

/** Checks a URL that somebody typed; `name` is the flag or the variable that it came with. */
export function parseUrl(name: string, value: string): string {
  if (!isWebAddress(value)) {
    throw new UsageError(`${name} is not a URL: ${value}`, { hint: 'Write it like https://mitosislabs.ai.' });
  }
  return value;
}

/** Whether two URLs lead to the same host, port and protocol. */
export function sameOrigin(a: string, b: string): boolean {
  return new URL(a).origin === new URL(b).origin;
}

function isWebAddress(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}
