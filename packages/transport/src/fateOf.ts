import type { Call } from './Call.ts';
import type { OS1ErrorDetails, Outcome } from './errors/OS1Error.ts';

/**
 * The fields of an error that say what became of its request. For a request that changes something and may have been
 * done, the hint says how to find out.
 *
 * @param outcome - What is known of the last attempt; an earlier one may leave it open all the same.
 * @param hint - What else to do next.
 */
export function fateOf(
  { attempt, repeat, lookup }: Pick<Call, 'attempt' | 'repeat' | 'lookup'>,
  outcome: Outcome,
  hint?: string,
): Required<Pick<OS1ErrorDetails, 'outcome' | 'hint' | 'lookup'>> {
  const isDoubtful = repeat !== 'safe' && (outcome === 'unknown' || attempt.mayBeDone);
  if (!isDoubtful) return { outcome, hint, lookup: undefined };
  const how = lookup === undefined ? '' : ` with \`${lookup}\``;
  const look = `It may have been done all the same: look${how} before you do it again.`;
  return { outcome: 'unknown', hint: hint === undefined ? look : `${look} ${hint}`, lookup };
}
