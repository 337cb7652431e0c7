import type { Attempt } from './Attempt.ts';
import type { Deadline } from './Deadline.ts';
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

/** Turns what a wire rejected with into an error of the SDK. */
export function failureToError(
  failure: unknown,
  { method, url, sent }: Attempt,
  deadline: Deadline,
): OS1Error {
  if (failure instanceof OS1Error) return failure;
  const where = `${method} ${url.origin}${url.pathname}`;
  const details: OS1ErrorDetails = {
    method,
    url: url.origin + url.pathname,
    outcome: sent ? 'unknown' : 'not_sent',
    cause: failure,
  };
  if (deadline.aborted) return new AbortedError(0, `The call was aborted: ${where}.`, 'aborted', details);
  if (deadline.expired) {
    return new TimeoutError(0, `No answer within ${deadline.limit} ms: ${where}.`, 'timeout', {
      ...details,
      retryable: true,
      hint: 'Try again, or allow more time with the `timeout` option (ms).',
    });
  }
  const reason = systemCode(failure);
  return new ConnectionError(
    0,
    `Could not reach ${url.origin}${reason ? ` (${reason})` : ''}: ${where}.`,
    'connection_failed',
    {
      ...details,
      retryable: true,
      outcome: sent && !NOT_SENT.has(reason ?? '') ? 'unknown' : 'not_sent',
      hint: 'Check that the endpoint is right and that the server is up.',
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
