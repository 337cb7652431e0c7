import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';

/** Which way a list of messages runs. */
export type Direction = 'oldest-first' | 'newest-first';

/**
 * Which way a page runs: as the messages in it that are known already, and as their times. Each two neighbours have a
 * vote, because a message may be stored late, and a server's clock may step back.
 *
 * @returns `undefined` when nothing tells.
 */
export function directionOf(
  page: readonly XMTPMessage[],
  rankOf: (id: string) => number | undefined,
): Direction | undefined {
  const known = votes(page.flatMap(({ id }) => rankOf(id) ?? []));
  const times = votes(page.map(({ created_at }) => Date.parse(created_at)));
  const result = known + times;
  return result > 0 ? 'oldest-first' : result < 0 ? 'newest-first' : undefined;
}

/** How many neighbours rise, less how many fall. */
function votes(values: readonly number[]): number {
  let sum = 0;
  for (let index = 1; index < values.length; index++) {
    sum += Math.sign((values[index] ?? 0) - (values[index - 1] ?? 0)) || 0;
  }
  return sum;
}
