import type { Call } from '../core/Call.ts';
import { AbortedError } from './AbortedError.ts';
import { ConnectionError } from './ConnectionError.ts';
import { fateOf } from './fateOf.ts';
import { isFault } from './isFault.ts';
import { OS1Error, type OS1ErrorDetails } from './OS1Error.ts';
import { TimeoutError } from './TimeoutError.ts';

/** What fails while a name is looked up or a connection made: before a single byte could be sent. */
const CONNECTING = new Set<unknown>(['connect', 'getaddrinfo']);
/** The same, where no system call is named; the last one is Bun's. */
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

/** Turns what a wire rejected with, or a body broke off with, into an error of the SDK. */
export function failureToError(failure: unknown, call: Call): OS1Error {
  const { attempt, deadline, single, idempotency } = call;
  // A caller may abort with an error of the SDK as the reason.
  if (failure instanceof OS1Error && failure !== deadline.signal.reason) return failure;
  const { method, url, sent, mayBeDone, secrets } = attempt;
  const where = `${method} ${url.origin}${url.pathname}`;
  const details: OS1ErrorDetails = {
    method,
    url: url.origin + url.pathname,
    cause: failure,
    secrets,
    ...fateOf(call, sent || mayBeDone ? 'unknown' : 'not_sent'),
  };
  if (deadline.aborted) return new AbortedError(0, `The call was aborted: ${where}.`, 'aborted', details);
  const over = [single, deadline].find(({ expired }) => expired);
  if (over) {
    const isDoubtful = idempotency !== 'safe' && details.outcome === 'unknown';
    return new TimeoutError(0, `No answer within ${over.limit} ms: ${where}.`, 'timeout', {
      ...details,
      retryable: true,
      ...fateOf(
        call,
        details.outcome ?? 'unknown',
        isDoubtful
          ? 'Allow more time with the `timeout` option (ms).'
          : 'Try again, or allow more time with the `timeout` option (ms).',
      ),
    });
  }
  if (isFault(failure)) {
    const problem = String(Reflect.get(Object(failure), 'message'));
    return new OS1Error(0, `The wire failed, not the network: ${where}: ${problem}`, 'wire_failed', {
      ...details,
      retryable: false,
      hint: 'Correct the `wire` or the `fetch` passed to the client; `cause` says where it failed.',
    });
  }
  const { code: reason, syscall, message = '' } = systemError(failure);
  const isRefused = INSECURE.test(reason ?? '') && !attempt.secured && !GARBLED.test(`${reason} ${message}`);
  const isInsecure = isRefused || UNTRUSTED.test(message);
  const isUnreached = NOT_SENT.has(reason) || CONNECTING.has(syscall) || NOT_CONNECTED.test(message);
  const wasSent = sent && !isInsecure && !isUnreached;
  const why = reason ? ` (${reason})` : '';
  return new ConnectionError(
    0,
    wasSent
      ? `The connection to ${url.origin} broke before the whole answer came${why}: ${where}.`
      : `Could not reach ${url.origin}${why}: ${where}.`,
    'connection_failed',
    {
      ...details,
      retryable: !isInsecure,
      ...fateOf(
        call,
        wasSent || mayBeDone ? 'unknown' : 'not_sent',
        connectionHint(isInsecure, wasSent, reason),
      ),
    },
  );
}

function connectionHint(isInsecure: boolean, wasSent: boolean, reason = ''): string {
  if (isInsecure) {
    return 'No secure connection could be made: check the endpoint, or trust the issuer of its certificate (NODE_EXTRA_CA_CERTS, or DENO_CERT for Deno).';
  }
  if (reason.startsWith('ERR_PROXY_')) {
    return 'The proxy made no connection: check HTTPS_PROXY, the credentials in it, and NO_PROXY.';
  }
  if (wasSent) return 'If this persists, check whether the server or a proxy closes connections.';
  return 'Check that the endpoint is right and that the server is up.';
}

/** The operating system's error, which `fetch` hides a few causes deep, and Node among those of several addresses. */
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
