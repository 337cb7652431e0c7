import { serverTime } from '../core/serverTime.ts';
import type { RateLimit } from './ResponseInfo.ts';

/** A reset that is larger is a point in time (seconds since 1970), and not a number of seconds from now. */
const LONGEST_RESET_S = 365 * 24 * 60 * 60;

/**
 * Reads what is left of a rate limit from an answer's headers: `X-RateLimit-Limit`, `-Remaining` and `-Reset`, or the
 * same without `X-`. A reset that is a point in time is compared with the response's `Date`, not with the system
 * clock.
 *
 * @param headers - The headers of an answer or of an {@link OS1Error}, names in lower case.
 * @returns what the server tells; `undefined` when it tells nothing.
 *
 * @example
 * ```ts
 * import { readRateLimit } from '@mitosislabs/transport';
 *
 * console.log(readRateLimit({ 'x-ratelimit-remaining': '7' })?.remaining); // 7
 * ```
 */
export function readRateLimit(headers: Readonly<Record<string, string>>): RateLimit | undefined {
  const read = (name: string): number | undefined => {
    const value = headers[`x-ratelimit-${name}`] ?? headers[`ratelimit-${name}`];
    return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  };
  const [limit, remaining, reset] = [read('limit'), read('remaining'), read('reset')];
  if (limit === undefined && remaining === undefined && reset === undefined) return undefined;
  const resetMs =
    reset === undefined
      ? undefined
      : reset > LONGEST_RESET_S
        ? reset * 1000 - serverTime(headers)
        : reset * 1000;
  return { limit, remaining, resetMs: resetMs && Math.max(0, resetMs) };
}
