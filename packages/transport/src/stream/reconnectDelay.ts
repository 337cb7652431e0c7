import { backOff } from '@mitosislabs/auth/async';

const MAX_DELAY_MS = 60_000;
const MAX_RETRY_AFTER_MS = 120_000;

/**
 * How long to wait before the next connection of a stream: the base, doubled with each failure in a row up to a minute;
 * or what `Retry-After` says, up to two minutes. Up to a quarter is added by chance, so that the clients of a server that
 * was restarted do not all come back in the same moment, and none sooner than it was told to.
 *
 * @param baseMs - What the server said with `retry`, or the default.
 * @param failures - How many connections in a row failed, 1 or more.
 * @param retryAfterMs - What the last answer said, if it did.
 * @returns the delay in ms.
 */
export function reconnectDelay(baseMs: number, failures: number, retryAfterMs?: number): number {
  const delay =
    retryAfterMs === undefined
      ? backOff(failures, { first: baseMs, most: MAX_DELAY_MS, jitter: 0 })
      : Math.max(baseMs, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
  return delay * (1 + Math.random() / 4);
}
