// Errors of calls are created here, in one way: with the target, the credentials to redact, and the outcome.
import { MitosisError } from '@mitosislabs/auth/errors';
import type { Call } from '../call/Call.ts';
import type { CallURL } from '../call/settings.ts';
import { secretsIn } from '../redact/redact.ts';
import { OS1Error, type OS1ErrorDetails, type Outcome } from './OS1Error.ts';

/** The parts of a call that its errors name. */
export type FailedCall = Pick<
  Call,
  'method' | 'url' | 'credentials' | 'idempotency' | 'lookup' | 'mayBeDone'
>;

/** One failure of a call. */
export interface Failure extends Pick<OS1ErrorDetails, 'headers' | 'retryAfterMs' | 'retryable' | 'cause'> {
  /** The event and its subject. */
  readonly message: string;
  /** Stable, in snake case. Default: `http_<status>`. */
  readonly code: string | undefined;
  /** The HTTP status. Default: 0, no response. */
  readonly status?: number;
  /** The outcome of the last attempt; an earlier one may still make it `unknown`. */
  readonly outcome: Outcome;
  readonly hint?: string | undefined;
  /** The method and URL of the request that failed, if they differ from the call's. */
  readonly at?: { readonly method: string; readonly url: CallURL };
}

/** Creates the error of a call. */
export function callError(
  Class: typeof OS1Error,
  call: FailedCall,
  { message, code, status = 0, outcome, hint, at = call, ...details }: Failure,
): OS1Error {
  return new Class(status, message, code, {
    ...details,
    method: at.method,
    url: at.url.origin + at.url.pathname,
    requestId: details.headers?.['x-request-id'],
    secrets: secretsIn(call.credentials),
    ...outcomeOf(call, outcome, hint),
  });
}

/** Names the target of a call in a message: method and URL without its query. */
export function placeOf({ method, url }: Pick<Call, 'method' | 'url'>): string {
  return `${method} ${url.origin}${url.pathname}`;
}

/**
 * Whether a response leaves the outcome of the request unknown. Many servers send 301, 302 and 303 to a form that they
 * have accepted; 307 and 308 mean that the request was not processed. 0 is a redirect that a browser hides.
 */
export function isOutcomeUnknown(status: number): boolean {
  if (status < 400) return status < 200 || (status >= 300 && status !== 307 && status !== 308);
  return status === 408 || (status >= 500 && status !== 501);
}

/** Returns the outcome that a status proves. */
export function outcomeOfStatus({ idempotency }: Pick<Call, 'idempotency'>, status: number): Outcome {
  return idempotency !== 'safe' && isOutcomeUnknown(status) ? 'unknown' : 'rejected';
}

/** Whether a failed call may have been done, so that its error says how to check. */
export function isInDoubt(
  { idempotency, mayBeDone }: Pick<Call, 'idempotency' | 'mayBeDone'>,
  outcome: Outcome,
): boolean {
  return idempotency !== 'safe' && (outcome === 'unknown' || mayBeDone);
}

/** Returns the fields about the outcome. If the call may have been done, the hint says how to check. */
function outcomeOf(
  call: Pick<Call, 'idempotency' | 'lookup' | 'mayBeDone'>,
  outcome: Outcome,
  hint: string | undefined,
): Pick<OS1ErrorDetails, 'outcome' | 'hint' | 'lookup'> {
  if (!isInDoubt(call, outcome)) return { outcome, hint, lookup: undefined };
  const { lookup } = call;
  const how = lookup === undefined ? '' : ` with \`${lookup}\``;
  const check = `It may have been done all the same: look${how} before you do it again.`;
  return { outcome: 'unknown', hint: hint === undefined ? check : `${check} ${hint}`, lookup };
}

/** Creates the error for a retry that its `Idempotency-Key` does not protect from being done twice. */
export function keyError(
  call: FailedCall,
  code: 'idempotency_key_changed' | 'idempotency_key_ignored',
  status = 0,
): OS1Error {
  const where = `${call.method} ${call.url.pathname}`;
  const isChanged = code === 'idempotency_key_changed';
  return callError(OS1Error, call, {
    status,
    code,
    message: isChanged
      ? `${where} was not sent again: a middleware changed its Idempotency-Key or its host.`
      : `${where} was sent again, and the server that responded does not honour Idempotency-Key.`,
    outcome: 'unknown',
    hint: isChanged ? 'Let the middleware send one key for all attempts of a call.' : undefined,
  });
}

/** Creates the error for an authenticator that fails: nothing was sent. */
export function authorizationError(cause: unknown, call: FailedCall, method: string, url: CallURL): OS1Error {
  return callError(OS1Error, call, {
    code: 'authorize_failed',
    message: `The authenticator failed, so ${method} ${url.pathname} was not sent: ${messageOf(cause)}`,
    outcome: 'not_sent',
    hint: 'See what the authenticator (`auth`) reports; the server was not asked.',
    retryable: false,
    cause,
    at: { method, url },
  });
}

/**
 * Creates the error for a body whose source fails while it is sent: the connection is not to blame. Errors of the SDK are
 * returned as they are.
 */
export function bodyError(cause: unknown, call: FailedCall): MitosisError {
  if (cause instanceof MitosisError) return cause;
  const reason = messageOf(cause);
  return callError(OS1Error, call, {
    code: 'body_failed',
    message: `The body of ${call.method} ${call.url.pathname} could not be read to its end, so the request broke off: ${reason}`,
    // Its beginning may have arrived.
    outcome: 'unknown',
    hint: 'See what the source of the body reports.',
    retryable: false,
    cause,
  });
}

/** Returns the message of a thrown value, which may be an error of another realm, or no error. */
export function messageOf(thrown: unknown): string {
  const message: unknown = Object(thrown) === thrown ? Reflect.get(Object(thrown), 'message') : undefined;
  if (typeof message === 'string') return message;
  try {
    return String(thrown);
  } catch {
    return 'a value that cannot be shown';
  }
}
