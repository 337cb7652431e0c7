import type { CreditHistoryEntry } from '@mitosislabs/api';

/** In seconds. */
const MINUTE = 60;

/**
 * The points of a chart of the balance: times in seconds since 1970, and balances. Of entries at the same time only the last
 * counts. A single entry counts for a minute: one point is no line.
 *
 * @param entries - The ledger, newest first.
 */
export function balancePoints(
  entries: readonly Pick<CreditHistoryEntry, 'balance_after' | 'created_at'>[],
): [times: number[], balances: number[]] {
  const times: number[] = [];
  const balances: number[] = [];
  for (const { created_at, balance_after } of [...entries].reverse()) {
    const time = Date.parse(created_at) / 1000;
    const last = times.at(-1);
    // The clock may have been set back: a chart goes on to the right.
    if (last !== undefined && time <= last) balances[balances.length - 1] = balance_after;
    else {
      times.push(time);
      balances.push(balance_after);
    }
  }
  const [only, ...others] = times;
  if (only !== undefined && others.length === 0) {
    times.push(only + MINUTE);
    balances.push(...balances);
  }
  return [times, balances];
}
