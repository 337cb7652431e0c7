const FIRST_MS = 500;
const LONGEST_MS = 8_000;
const JITTER = 0.25;

/**
 * How long to wait before the next attempt, in ms: half a second, twice as long each time up to 8 s, less up to a quarter
 * by chance, so that clients that failed together do not come back together.
 *
 * @param attempt - The attempt that failed: 1 for the first.
 */
export function retryDelay(attempt: number): number {
  return Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (1 - JITTER * Math.random());
}
