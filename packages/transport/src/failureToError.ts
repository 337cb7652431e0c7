import type { Call } from './Call.ts';
import { AbortedError } from './errors/AbortedError.ts';
import { ConnectionError } from './errors/ConnectionError.ts';
import { OS1Error, type OS1ErrorDetails } from './errors/OS1Error.ts';
import { TimeoutError } from './errors/TimeoutError.ts';

/** Failures before a single byte could be sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Certificates that are not to be trusted: nothing was sent, and trying again will not help. */
const UNTRUSTED = /^CERT_|CERT|^ERR_TLS_|^ERR_SSL_/;

/** Turns what a wire rejected with, or a body broke off with, into an error of the SDK. */
export function failureToError(failure: unknown, { attempt, deadline, single }: Call): OS1Error {
  // A caller may abort with an error of the SDK as the reason.
  if (failure instanceof OS1Error && failure !== deadline.signal.reason) return failure;
  const { method, url, sent, mayBeDone, secrets } = attempt;
  const where = `${method} ${url.origin}${url.pathname}`;
  const details: OS1ErrorDetails = {
    method,
    url: url.origin + url.pathname,
    outcome: sent || mayBeDone ? 'unknown' : 'not_sent',
    cause: failure,
    secrets,
  };
  if (deadline.aborted) return new AbortedError(0, `The call was aborted: ${where}.`, 'aborted', details);
  const over = [single, deadline].find(({ expired }) => expired);
  if (over) {
    return new TimeoutError(0, `No answer within ${over.limit} ms: ${where}.`, 'timeout', {
      ...details,
      retryable: true,
      hint: 'Try again, or allow more time with the `timeout` option (ms).',
    });
  }
  const reason = systemCode(failure);
  const isUntrusted = UNTRUSTED.test(reason ?? '');
  const wasSent = sent && !isUntrusted && !NOT_SENT.has(reason ?? '');
  return new ConnectionError(
    0,
    `Could not reach ${url.origin}${reason ? ` (${reason})` : ''}: ${where}.`,
    'connection_failed',
    {
      ...details,
      retryable: !isUntrusted,
      outcome: wasSent || mayBeDone ? 'unknown' : 'not_sent',
      hint: isUntrusted
        ? "The server's certificate is not trusted: check the endpoint, or add the certificate's issuer (NODE_EXTRA_CA_CERTS)."
        : 'Check that the endpoint is right and that the server is up.',
    },
  );
}

/** The operating system's code, which `fetch` hides a few causes deep. */
function systemCode(failure: unknown): string | undefined {
  let error = failure;
  for (let depth = 0; depth < 5 && typeof error === 'object' && error !== null; depth++) {
    const code: unknown = Reflect.get(error, 'code');
    if (typeof code === 'string') return code;
    const errors: unknown = Reflect.get(error, 'errors');
    error = Array.isArray(errors) ? errors[0] : Reflect.get(error, 'cause');
  }
  return undefined;
}
