import { MitosisError } from '@mitosislabs/auth/errors';
import type { Call } from '../core/Call.ts';
import { fateOf } from '../errors/fateOf.ts';
import { messageOf } from '../errors/messageOf.ts';
import { OS1Error } from '../errors/OS1Error.ts';

/** The error for a body whose source failed while it was sent: that is no lost connection. The SDK's own are left as they are. */
export function bodyError(cause: unknown, call: Call): MitosisError {
  if (cause instanceof MitosisError) return cause;
  const { method, url, secrets } = call.attempt;
  const reason = messageOf(cause);
  return new OS1Error(
    0,
    `The body of ${method} ${url.pathname} could not be read to its end, so that the request broke off: ${reason}`,
    'body_failed',
    {
      method,
      url: url.origin + url.pathname,
      retryable: false,
      // The beginning of it may have arrived.
      ...fateOf(call, 'unknown', 'See what the source of the body reports.'),
      cause,
      secrets,
    },
  );
}
