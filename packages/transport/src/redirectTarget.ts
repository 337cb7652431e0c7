import type { Call } from './Call.ts';
import { UnexpectedResponseError } from './errors/UnexpectedResponseError.ts';
import type { WireResponse } from './Wire.ts';

const MAX_REDIRECTS = 3;
/** 0: a browser that hides where it leads. */
const REDIRECTS = new Set([0, 301, 302, 303, 307, 308]);

/** Whether an answer leads elsewhere. */
export function isRedirect({ status }: WireResponse): boolean {
  return REDIRECTS.has(status);
}

/**
 * Where an answer redirects a read to, within its origin. Any other redirect throws: credentials go to no other host, and
 * nothing is posted twice.
 */
export function redirectTarget(
  { status, headers }: WireResponse,
  { attempt: { mayBeDone, secrets } }: Call,
  method: string,
  url: URL,
  hop: number,
): URL {
  const location = headers['location'];
  const next = location === undefined ? undefined : parsed(location, url);
  const isRead = method === 'GET' || method === 'HEAD';
  if (next?.origin === url.origin && isRead && hop < MAX_REDIRECTS) {
    next.hash = next.username = next.password = '';
    return next;
  }
  const to = next ? ` to ${next.origin}${next.pathname}` : '';
  throw new UnexpectedResponseError(
    status,
    `The server redirected ${method} ${url.origin}${url.pathname}${to}, and that is not followed.`,
    'redirect_refused',
    {
      method,
      url: url.origin + url.pathname,
      outcome: mayBeDone ? 'unknown' : 'rejected',
      headers,
      secrets,
      requestId: headers['x-request-id'],
      hint: 'Set the endpoint to where the API really is: credentials go to no other host, and nothing is posted twice.',
    },
  );
}

function parsed(location: string, base: URL): URL | undefined {
  try {
    return new URL(location, base);
  } catch {
    return undefined;
  }
}
