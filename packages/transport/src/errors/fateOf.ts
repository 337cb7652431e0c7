import type { Call } from '../core/Call.ts';
import type { OS1ErrorDetails, Outcome } from './OS1Error.ts';

/**
 * Returns the error fields about the outcome of a request. For a request that changes something and may have been
 * done, the hint says how to check.
 *
 * @param outcome - The outcome of the last attempt; an earlier one may still make it `unknown`.
 * @param hint - Further advice.
 */
export function fateOf(
  { attempt, idempotency, lookup }: Pick<Call, 'attempt' | 'idempotency' | 'lookup'>,
  outcome: Outcome,
  hint?: string,
): Required<Pick<OS1ErrorDetails, 'outcome' | 'hint' | 'lookup'>> {
  const isDoubtful = idempotency !== 'safe' && (outcome === 'unknown' || attempt.mayBeDone);
  if (!isDoubtful) return { outcome, hint, lookup: undefined };
  const how = lookup === undefined ? '' : ` with \`${lookup}\``;
  const look = `It may have been done all the same: look${how} before you do it again.`;
  return { outcome: 'unknown', hint: hint === undefined ? look : `${look} ${hint}`, lookup };
}
