import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Callback } from './Callback.ts';

/** What came to the callback: the outcome of the sign-in, or something that is none of it. */
export type Checked =
  | { kind: 'signed-in'; callback: Callback }
  | { kind: 'refused'; reason: string }
  | { kind: 'wrong' };

const WRONG = { kind: 'wrong' } as const;
/** The longest key or address that is looked at. */
const LONGEST = 512;

/**
 * Checks a request to the callback. The state comes before anything else: without it any page could end or take over a
 * sign-in. A dashboard that is too old to know the state leaves it out; such a callback is not bound, and is a success or
 * nothing.
 *
 * @param request - What came in, on any path.
 * @param port - Where this server listens.
 * @param state - What only the dashboard knows.
 */
export function checkCallback(request: IncomingMessage, port: number, state: string): Checked {
  const { host, origin } = request.headers;
  // Another name in Host means that a page got here by rebinding a name of its own to this address.
  if (host !== `localhost:${port}` && host !== `127.0.0.1:${port}`) return WRONG;
  if (request.method !== 'GET' || origin !== undefined) return WRONG;
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname !== '/callback') return WRONG;
  const given = url.searchParams.getAll('state');
  const bound = given.length === 1 && sameText(given[0] ?? '', state);
  if (!bound && given.length > 0) return WRONG;
  const error = url.searchParams.get('error');
  if (error !== null) return bound ? { kind: 'refused', reason: error.slice(0, LONGEST) } : WRONG;
  const apiKey = url.searchParams.get('key') ?? '';
  const email = url.searchParams.get('email') || undefined;
  if (!/^mi_[!-~]+$/.test(apiKey) || apiKey.length > LONGEST || (email?.length ?? 0) > LONGEST) return WRONG;
  return { kind: 'signed-in', callback: { apiKey, email, bound } };
}

/** Compares in a time that says nothing about where the two differ. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
