import type { Call } from '../core/Call.ts';
import { fateOf } from './fateOf.ts';
import { OS1Error } from './OS1Error.ts';

/** Creates the error for a retry that its `Idempotency-Key` does not protect from being done twice. */
export function keyError(
  call: Call,
  code: 'idempotency_key_changed' | 'idempotency_key_ignored',
  status = 0,
): OS1Error {
  const { method, url, secrets } = call.attempt;
  const where = `${method} ${url.pathname}`;
  const isChanged = code === 'idempotency_key_changed';
  return new OS1Error(
    status,
    isChanged
      ? `${where} was not sent again: a middleware changed its Idempotency-Key or its host.`
      : `${where} was sent again, and the server that answered does not honour Idempotency-Key.`,
    code,
    {
      method,
      url: url.origin + url.pathname,
      secrets,
      ...fateOf(
        call,
        'unknown',
        isChanged ? 'Let the middleware send one key for all attempts of a call.' : undefined,
      ),
    },
  );
}
