import type { OS1Error } from '../errors/OS1Error.ts';
import type { Call } from './Call.ts';
import type { KeySupport } from './KeySupport.ts';

/**
 * Whether a failed request may be retried. 503 is no proof that it was not processed: gateways also answer it
 * when they lose a server that has the request already.
 */
export function mayRepeat(
  { retryable, outcome, status }: OS1Error,
  { idempotency, attempt }: Pick<Call, 'idempotency' | 'attempt'>,
  keys: KeySupport,
): boolean {
  if (!retryable) return false;
  if (idempotency === 'safe' || idempotency === 'idempotent') return true;
  if (!attempt.mayBeDone && (outcome === 'not_sent' || status === 429)) return true;
  const { last } = attempt;
  return idempotency === 'idempotency-key' && last?.key !== undefined && keys.honours(last.origin);
}
