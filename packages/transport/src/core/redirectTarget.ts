import type { Call } from '../call/Call.ts';
import type { CallURL } from '../call/settings.ts';
import { callError, outcomeOfStatus } from '../errors/callErrors.ts';
import { UnexpectedResponseError } from '../errors/subclasses.ts';
import type { WireResponse } from '../wire/Wire.ts';

const MAX_REDIRECTS = 3;

/**
 * Returns the target of a redirect of a read within its origin. Any other redirect throws: credentials go to no other host,
 * and nothing is posted twice.
 */
export function redirectTarget(
  { status, headers }: WireResponse,
  call: Call,
  method: string,
  url: CallURL,
  hop: number,
): URL {
  const location = headers['location'];
  const next = location === undefined ? undefined : parsed(location, url);
  const isRead = method === 'GET' || method === 'HEAD';
  if (next?.origin === url.origin && isRead && hop < MAX_REDIRECTS) {
    next.hash = next.username = next.password = '';
    return next;
  }
  throw callError(UnexpectedResponseError, call, {
    status,
    code: 'redirect_refused',
    message: `The server redirected ${method} ${url.origin}${url.pathname} ${whereTo(status, location, next)}, which is not followed.`,
    headers,
    outcome: outcomeOfStatus(call, status),
    hint: 'Set the endpoint to where the API really is: credentials go to no other host, and nothing is posted twice.',
    at: { method, url },
  });
}

/** Describes the target of a redirect for a message: without its query, and without addresses other than http(s). */
function whereTo(status: number, location: string | undefined, next: URL | undefined): string {
  if (status === 0) return 'to an address that the browser hides';
  if (location === undefined) return 'without saying where to (no Location header)';
  if (!next) return 'to an invalid address (its Location cannot be read)';
  if (!/^https?:/.test(next.protocol)) return `to an address that is not http or https (${next.protocol})`;
  return `to ${next.origin}${next.pathname}`;
}

function parsed(location: string, base: CallURL): URL | undefined {
  try {
    return new URL(location, base.href);
  } catch {
    return undefined;
  }
}
