import { onAbort } from './onAbort.ts';

/** The longest delay of a timer, in ms: about 24.8 days. Longer ones fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Waits until the time is over or a signal fires. Never rejects: check the signal afterwards.
 *
 * @param ms - How long to wait, in ms.
 * @param signal - Ends the wait.
 *
 * @example
 * ```ts
 * import { sleep } from '@mitosislabs/auth/async';
 *
 * const stop = new AbortController();
 * setTimeout(() => stop.abort(), 10);
 * await sleep(60_000, stop.signal); // 10 ms
 * ```
 */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      release?.();
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, LONGEST_TIMER_MS));
    const release = signal && onAbort(signal, done);
  });
}

/** The delays of {@link backOff}. */
export interface BackOff {
  /** The first delay, in ms. */
  readonly first: number;
  /** The longest delay, in ms. Less than `first` counts as `first`. */
  readonly most: number;
  /** The factor from one delay to the next. Default: 2. */
  readonly factor?: number;
  /**
   * The largest part of the delay that chance takes off, from 0 to 1, so that clients that failed together do not come back
   * together. Default: 0.25.
   */
  readonly jitter?: number;
}

/**
 * Returns the delay before the next attempt, in ms. It grows with each failure.
 *
 * @param failures - How many attempts in a row have failed: 1 or more.
 * @param delays - The first delay, the longest one, and how they grow.
 *
 * @example
 * ```ts
 * import { backOff } from '@mitosislabs/auth/async';
 *
 * console.log(backOff(3, { first: 500, most: 8_000, jitter: 0 })); // 2000
 * ```
 */
export function backOff(failures: number, { first, most, factor = 2, jitter = 0.25 }: BackOff): number {
  const delay = Math.min(first * factor ** (failures - 1), Math.max(first, most));
  return delay * (1 - jitter * Math.random());
}
