import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Callback } from './Callback.ts';

/** What came to the callback: the outcome of the sign-in, or something that is none of it. */
export type Checked =
  | { kind: 'signed-in'; callback: Callback }
  | { kind: 'refused'; reason: string }
  | { kind: 'wrong' };

const WRONG = { kind: 'wrong' } as const;
/** The only path that a sign-in comes to. Written otherwise (`//callback`, `%63allback`, a whole URL) it is another. */
const PATH = '/callback?';
/** The longest key or address that is looked at. */
const LONGEST = 512;
/** What there may be one of. */
const FIELDS = ['state', 'error', 'key', 'email'];

/**
 * Whether a request can come from a browser that was sent here: exactly our address in Host, since another name means that
 * a page rebound a name of its own to this machine; and no Origin, which scripts and forms of other sites send.
 */
export function isNavigation({ method, rawHeaders, headers }: IncomingMessage, port: number): boolean {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  const ours = headers.host === `localhost:${port}` || headers.host === `127.0.0.1:${port}`;
  return method === 'GET' && hosts.length === 1 && ours && headers.origin === undefined;
}

/**
 * Checks what came to the callback. The state comes before anything else: without it any page could end or take over a
 * sign-in. A dashboard that is too old to know the state leaves it out; that is a success to be confirmed, or nothing.
 *
 * @param target - The path and the query, as they came in.
 * @param state - What only the dashboard knows; `undefined` when it has been used.
 */
export function checkCallback(target: string, state: string | undefined): Checked {
  if (!target.startsWith(PATH)) return WRONG;
  const query = new URLSearchParams(target.slice(PATH.length));
  const [given, ...others] = query.getAll('state');
  const bound = state !== undefined && given !== undefined && others.length === 0 && sameText(given, state);
  if (given !== undefined && !bound) return WRONG;
  if (FIELDS.some((name) => query.getAll(name).length > 1)) return WRONG;
  const error = query.get('error');
  if (error !== null) return bound ? { kind: 'refused', reason: error.slice(0, LONGEST) } : WRONG;
  const apiKey = query.get('key') ?? '';
  const email = query.get('email') || undefined;
  if (!isKey(apiKey) || (email?.length ?? 0) > LONGEST) return WRONG;
  return { kind: 'signed-in', callback: { apiKey, email, by: bound ? 'state' : 'nothing' } };
}

/** Whether a text has the form of an API key. */
export function isKey(text: string): boolean {
  return /^mi_[!-~]+$/.test(text) && text.length <= LONGEST;
}

/** Compares in a time that says nothing about where the two differ. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
