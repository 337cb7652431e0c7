import type { OS1Error } from './errors/OS1Error.ts';
import type { Repeat } from './TransportLike.ts';

/**
 * Whether a request that failed may be sent again. What may be done only once is, when the server provably did not
 * process it.
 */
export function mayRepeat({ retryable, outcome, status }: OS1Error, repeat: Repeat): boolean {
  return retryable && (repeat !== 'once' || outcome === 'not_sent' || status === 429);
}
