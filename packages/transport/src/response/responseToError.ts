import type { Call } from '../call/Call.ts';
import { serverTime } from '../call/ServerClock.ts';
import { callError, outcomeOfStatus } from '../errors/callErrors.ts';
import { OS1Error } from '../errors/OS1Error.ts';
import {
  AuthenticationError,
  ConflictError,
  InsufficientCreditsError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ServerError,
} from '../errors/subclasses.ts';
import { redact, secretsIn } from '../redact/redact.ts';
import type { WireResponse } from '../wire/Wire.ts';
import { readBytes } from './readResponse.ts';

const CLASSES: Readonly<Record<number, typeof OS1Error>> = {
  401: AuthenticationError,
  402: InsufficientCreditsError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  429: RateLimitError,
};

/** Hints by the server's code, which says more than the status. A map: codes such as `constructor` come over the wire. */
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
  501: 'This server does not support the operation; a newer version may.',
};

/** Statuses that an earlier attempt may have caused: it took the name, or deleted the resource. */
const OWN_DOING = new Set([404, 409]);
/** Statuses after which the same request may succeed. */
const RETRYABLE = new Set([408, 429, 500, 502, 503, 504]);
/** Longer reasons are cut. Those in JSON are written for readers; plain text may be anything. In characters. */
const LONGEST_REASON = 2_000;
const LONGEST_TEXT = 200;
const LONGEST_CODE = 100;

/** Turns a response other than 2xx into the error of its status, with the server's own reason. */
export async function responseToError(
  response: WireResponse,
  call: Call,
  maxBytes: number,
): Promise<OS1Error> {
  const { status, headers } = response;
  const { method, url } = call;
  const secrets = secretsIn(call.credentials);
  let bytes: Uint8Array | undefined;
  try {
    ({ bytes } = await call.attempt.deadline.race(readBytes(response, maxBytes)));
  } catch (failure) {
    // The status says more than the failure to read the reason.
    if (call.deadline.aborted) throw failure;
  }
  const { reason, code } = readReason(new TextDecoder().decode(bytes), secrets);
  const Class = CLASSES[status] ?? (status >= 500 ? ServerError : OS1Error);
  const where = `${method} ${url.pathname}`;
  const isOwnDoing = call.mayBeDone && OWN_DOING.has(status);
  return callError(Class, call, {
    status,
    message: reason ? `${reason} (${status}, ${where})` : `The server answered ${status} to ${where}.`,
    code,
    headers,
    retryAfterMs: parseRetryAfter(headers['retry-after'], serverTime(headers)) ?? undefined,
    retryable: RETRYABLE.has(status),
    outcome: outcomeOfStatus(call, status),
    hint: HINTS_BY_CODE.get(code ?? '') ?? (isOwnDoing ? undefined : HINTS[status]),
  });
}

/**
 * Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
 *
 * @returns the delay in ms, 0 for a date that has passed, `null` for anything else.
 */
export function parseRetryAfter(header: string | null | undefined, nowMs: number): number | null {
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, Number.MAX_SAFE_INTEGER);
  // Dates carry a weekday; `Date.parse` alone would also take `-1` or `2.5` for years.
  if (!/^[A-Z][a-z]+, ?\d|^[A-Z][a-z]{2} [A-Z][a-z]{2} [\d ]\d /.test(value)) return null;
  const date = Date.parse(/GMT|UTC|[+-]\d{4}/.test(value) ? value : `${value} GMT`);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

/** Reads the reason in an error body: `error`, `message`, `error.message`, or plain text; never a web page. */
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
  // Redacted before it is cut: a piece of a secret would remain at the end.
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
