import type { Call } from '../core/Call.ts';
import { serverTime } from '../core/serverTime.ts';
import { redact } from '../redact/redact.ts';
import { parseRetryAfter } from '../response/parseRetryAfter.ts';
import { readBytes } from '../response/readBytes.ts';
import type { WireResponse } from '../wire/Wire.ts';
import { AuthenticationError } from './AuthenticationError.ts';
import { ConflictError } from './ConflictError.ts';
import { fateOf } from './fateOf.ts';
import { InsufficientCreditsError } from './InsufficientCreditsError.ts';
import { NotFoundError } from './NotFoundError.ts';
import { OS1Error } from './OS1Error.ts';
import { PermissionDeniedError } from './PermissionDeniedError.ts';
import { RateLimitError } from './RateLimitError.ts';
import { ServerError } from './ServerError.ts';

const CLASSES: Readonly<Record<number, typeof OS1Error>> = {
  401: AuthenticationError,
  402: InsufficientCreditsError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  429: RateLimitError,
};

/** A server's code says more than its status. A map: codes come over the wire, and `constructor` is none of ours. */
const HINTS_BY_CODE: ReadonlyMap<string, string> = new Map([
  [
    'office_suspended',
    'Resume the office first: `offices.resume(officeId)`, or `mi api POST /api/v1/offices/<office>/resume`.',
  ],
]);

const HINTS: Readonly<Record<number, string>> = {
  400: 'Correct the request; the message says what is wrong with it.',
  401: 'Run `mi login`, or check the key that you passed.',
  402: 'Add credits: `mi credits add -o <office> -a <amount> -r <reason>`.',
  403: 'You can only act on offices that you own; `mi whoami` shows who you are.',
  404: 'Check the id or the name.',
  409: 'Choose another name.',
  429: 'Wait and try again; `retryAfterMs` says how long.',
  501: 'This server does not offer that; look whether a newer version of it does.',
};

/** Statuses that an earlier attempt may have caused: it took the name, or deleted the resource. */
const OWN_DOING = new Set([404, 409]);
/** Statuses that may be gone the next time. */
const RETRYABLE = new Set([408, 429, 500, 502, 503, 504]);
/** Reasons longer than this are cut: in JSON somebody meant them to be read, plain text may be anything. */
const LONGEST_REASON = 2_000;
const LONGEST_TEXT = 200;
const LONGEST_CODE = 100;

/**
 * Whether a response leaves the outcome of the request unknown. Many servers answer 301, 302 and 303 to a form that they have
 * taken; 307 and 308 ask for the same request elsewhere. 0 is a redirect that a browser hides.
 */
export function isUnsettled(status: number): boolean {
  if (status < 400) return status < 200 || (status >= 300 && status !== 307 && status !== 308);
  return status === 408 || (status >= 500 && status !== 501);
}

/** Turns an answer that is not 2xx into the error of its status, with the server's own reason. */
export async function responseToError(
  response: WireResponse,
  call: Call,
  maxBytes: number,
): Promise<OS1Error> {
  const { status, headers } = response;
  const { method, url, mayBeDone, secrets } = call.attempt;
  let bytes: Uint8Array | undefined;
  try {
    ({ bytes } = await call.single.race(readBytes(response, maxBytes)));
  } catch (failure) {
    // The status says more than that the reason never came.
    if (call.deadline.aborted) throw failure;
  }
  const { reason, code } = readReason(new TextDecoder().decode(bytes), secrets);
  const Class = CLASSES[status] ?? (status >= 500 ? ServerError : OS1Error);
  const where = `${method} ${url.pathname}`;
  return new Class(
    status,
    reason ? `${reason} (${status}, ${where})` : `The server answered ${status} to ${where}.`,
    code,
    {
      method,
      url: url.origin + url.pathname,
      requestId: headers['x-request-id'],
      headers,
      retryAfterMs: parseRetryAfter(headers['retry-after'], serverTime(headers)) ?? undefined,
      retryable: RETRYABLE.has(status),
      ...fateOf(
        call,
        call.idempotency !== 'safe' && isUnsettled(status) ? 'unknown' : 'rejected',
        HINTS_BY_CODE.get(code ?? '') ?? (mayBeDone && OWN_DOING.has(status) ? undefined : HINTS[status]),
      ),
      secrets,
    },
  );
}

/** The reason in an error body: `error`, `message`, `error.message`, or plain text; never a web page. */
function readReason(body: string, secrets: readonly string[]): { reason?: string; code?: string } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    const text = body.trim();
    return text === '' || text.startsWith('<')
      ? {}
      : { reason: redact(text, secrets).slice(0, LONGEST_TEXT) };
  }
  const outer = asObject(value);
  const inner = asObject(outer['error']);
  const reason = [outer['error'], inner['message'], outer['message'], value].find(isText);
  const code = [outer['code'], inner['code']].find(isText);
  // Cut when no secret is left in it, of which a piece would stand at the end.
  return {
    ...(reason && { reason: redact(reason, secrets).slice(0, LONGEST_REASON) }),
    ...(code && { code: redact(code, secrets).slice(0, LONGEST_CODE) }),
  };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
