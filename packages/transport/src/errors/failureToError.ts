import type { Call } from '../call/Call.ts';
import { UnsentError } from '../wire/UnsentError.ts';
import { callError, type Failure, isInDoubt, placeOf } from './callErrors.ts';
import { OS1Error } from './OS1Error.ts';
import { AbortedError, ConnectionError, TimeoutError } from './subclasses.ts';

/** The system calls of a lookup and of a connection: nothing was sent before. */
const CONNECTING = new Set<unknown>(['connect', 'getaddrinfo']);
/** The codes of the same failures where no system call is named. */
const NOT_SENT = new Set<unknown>([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
  'ERR_PROXY_TUNNEL',
]);
/**
 * No secure connection, such as an untrusted certificate: trying again will not help. Nothing was sent, unless the
 * connection was secure before.
 */
const INSECURE = /CERT|VERIFY|^ERR_TLS_|^ERR_SSL_|^EPROTO/;
/** The same family, but always in the middle of a connection. */
const GARBLED = /bad.record|decrypt/i;
/** Deno's errors have no codes: the message names the step that failed. */
const NOT_CONNECTED = /client error \(Connect\)/;
const UNTRUSTED = /invalid peer certificate/;

/** The error classes of bugs. `fetch` rejects with the last one too. */
const PROGRAMMING = new Set<unknown>([
  'ReferenceError',
  'RangeError',
  'SyntaxError',
  'EvalError',
  'URIError',
  'TypeError',
]);
/** Node's codes for invalid arguments. */
const REFUSED = /^ERR_(INVALID|HTTP_INVALID|UNESCAPED|OUT_OF_RANGE|MISSING|METHOD)/;
/** Prefixes of the messages for a lost connection by `fetch` of browsers, Node, Deno, Bun, Workers and React Native. */
const NETWORK =
  /^\W*(a )?(network|fetch failed|failed to fetch|load failed|terminated|error (in|sending|reading|decoding)|could not connect|unable to connect|cancelled|(the )?(internet|network|socket|connection|request|operation|certificate)\b|a server)/i;

/** Turns the failure of a wire or of a body into an error of the SDK. */
export function failureToError(failure: unknown, call: Call): OS1Error {
  const { attempt, deadline, mayBeDone } = call;
  // A caller may abort with an error of the SDK as the reason.
  if (failure instanceof OS1Error && !(deadline.isOver && failure === deadline.signal.reason)) return failure;
  const where = placeOf(call);
  const outcome = attempt.at >= 0 || mayBeDone ? 'unknown' : 'not_sent';
  const error = (Class: typeof OS1Error, details: Omit<Failure, 'cause' | 'outcome'>): OS1Error =>
    callError(Class, call, { outcome, ...details, cause: failure });
  if (deadline.aborted) {
    return error(AbortedError, { code: 'aborted', message: `The call was aborted: ${where}.` });
  }
  const over = [attempt.deadline, deadline].find(({ expired }) => expired);
  if (over) {
    return error(TimeoutError, {
      code: 'timeout',
      message: `No response within ${over.limit} ms: ${where}.`,
      retryable: true,
      hint: isInDoubt(call, outcome)
        ? 'Allow more time with the `timeout` option (ms).'
        : 'Try again, or allow more time with the `timeout` option (ms).',
    });
  }
  if (failure instanceof UnsentError) return unsentError(failure, call);
  if (isFault(failure)) {
    const problem = String(Reflect.get(Object(failure), 'message'));
    return error(OS1Error, {
      code: 'wire_failed',
      message: `The wire failed, not the network: ${where}: ${problem}`,
      retryable: false,
      hint: 'Correct the `wire` or the `fetch` passed to the client; `cause` says where it failed.',
    });
  }
  return connectionError(failure, call);
}

/**
 * Creates the error for a response that could not be read. With a middleware, failures of the wire are SDK errors already;
 * other errors are the middleware's own and are returned unchanged.
 */
export function readFailure(failure: unknown, call: Call): unknown {
  const isOver = call.deadline.isOver || call.attempt.deadline.isOver;
  const isOwn = call.hasMiddleware && !isOver && !(failure instanceof OS1Error);
  return isOwn ? failure : failureToError(failure, call);
}

function unsentError({ message, code, hint, retryable, cause }: UnsentError, call: Call): OS1Error {
  const outcome = call.mayBeDone ? 'unknown' : 'not_sent';
  const details = { code, hint, retryable, outcome, cause } as const;
  return callError(ConnectionError, call, { ...details, message: `${message}: ${placeOf(call)}.` });
}

function connectionError(failure: unknown, call: Call): OS1Error {
  const { attempt, mayBeDone, url } = call;
  const { code: reason, syscall, message = '' } = systemError(failure);
  const isRefused = INSECURE.test(reason ?? '') && !attempt.isSecure && !GARBLED.test(`${reason} ${message}`);
  const isInsecure = isRefused || UNTRUSTED.test(message);
  const isUnreached = NOT_SENT.has(reason) || CONNECTING.has(syscall) || NOT_CONNECTED.test(message);
  const wasSent = attempt.at >= 0 && !isInsecure && !isUnreached;
  const why = reason ? ` (${reason})` : '';
  return callError(ConnectionError, call, {
    code: 'connection_failed',
    message: wasSent
      ? `The connection to ${url.origin} broke before the whole response came${why}: ${placeOf(call)}.`
      : `Could not reach ${url.origin}${why}: ${placeOf(call)}.`,
    outcome: wasSent || mayBeDone ? 'unknown' : 'not_sent',
    retryable: !isInsecure,
    hint: connectionHint(isInsecure, wasSent),
    cause: failure,
  });
}

function connectionHint(isInsecure: boolean, wasSent: boolean): string {
  if (isInsecure) {
    return 'No secure connection could be made: check the endpoint, or trust the issuer of its certificate (NODE_EXTRA_CA_CERTS, or DENO_CERT for Deno).';
  }
  if (wasSent) return 'If this persists, check whether the server or a proxy closes connections.';
  return 'Check that the endpoint is right and that the server is up.';
}

/** Finds the operating system's error: `fetch` has it some causes deep, and Node among those of several addresses. */
function systemError(failure: unknown): { code?: string; syscall?: unknown; message?: string } {
  let error = failure;
  let innermost = '';
  for (let depth = 0; depth < 5 && typeof error === 'object' && error !== null; depth++) {
    const { code, syscall, message, errors, cause } = error as Record<string, unknown>;
    if (Array.isArray(errors) && errors.length > 0) error = errors[0];
    else if (typeof code === 'string') return { code, syscall, message: String(message) };
    else {
      innermost = String(message);
      error = cause;
    }
  }
  return { message: innermost };
}

/**
 * Whether a failure is a bug, such as in a wire, a `fetch` or a decoder, and not a network failure. A retry
 * would not help. Compares names, not classes: errors may come from other realms.
 */
function isFault(failure: unknown): boolean {
  if (typeof failure !== 'object' || failure === null) return false;
  const { name, message, code, cause } = failure as Record<string, unknown>;
  if (!PROGRAMMING.has(name)) return false;
  if (typeof code === 'string') return REFUSED.test(code);
  if (name !== 'TypeError') return true;
  return cause === undefined && !NETWORK.test(String(message));
}
