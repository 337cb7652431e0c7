import type { Authenticator, AuthorizeRequest } from '@mitosislabs/auth';
import { MitosisError } from '@mitosislabs/auth/errors';
import { fateOf } from '../errors/fateOf.ts';
import { messageOf } from '../errors/messageOf.ts';
import { OS1Error } from '../errors/OS1Error.ts';
import { assertHeaders } from '../options/mergeHeaders.ts';
import type { Call } from './Call.ts';

/** Asks an authenticator for its headers, within the deadline: it may be a signer far away. */
export async function authorize(
  authenticator: Authenticator,
  request: AuthorizeRequest,
  call: Call,
  url: URL,
): Promise<Record<string, string>> {
  const { attempt, single } = call;
  try {
    const answer = authenticator.authorize(request);
    const headers = isPromise(answer) ? await single.race(answer) : answer;
    assertHeaders('auth', headers);
    return headers;
  } catch (cause) {
    if (single.signal.aborted || cause instanceof MitosisError) throw cause;
    const reason = messageOf(cause);
    throw new OS1Error(
      0,
      `The authenticator failed, so that ${request.method} ${url.pathname} was not sent: ${reason}`,
      'authorize_failed',
      {
        method: request.method,
        url: url.origin + url.pathname,
        retryable: false,
        ...fateOf(call, 'not_sent', 'See what the authenticator (`auth`) reports; the server was not asked.'),
        cause,
        secrets: attempt.secrets,
      },
    );
  }
}

/** Not `instanceof`: promises of other realms and libraries must be waited for too. */
function isPromise<T extends object>(value: T | Promise<T>): value is Promise<T> {
  return typeof Reflect.get(value, 'then') === 'function';
}
