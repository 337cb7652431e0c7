import { runInNewContext } from 'node:vm';
import { LONGEST_TIMER_MS, onAbort } from '@mitosislabs/auth/async';

/** The `Date` of a separate realm: fake timers replace that of this realm, before or after this module loads. */
const RealDate = runInNewContext('Date') as DateConstructor;

/**
 * The emulator's time. It is real, whatever fake timers a test installs, and waits are real too. Only the time that is
 * read can be replaced.
 */
export class Clock {
  readonly #now: () => number;

  /** @param now - Reads the clock: ms since 1970. Default: the real time. */
  constructor(now: () => number = RealDate.now) {
    this.#now = now;
  }

  /** The time: whole ms since 1970. */
  now(): number {
    return Math.floor(this.#now());
  }

  /** Runs `work` after `ms`, unless the returned function is called before. It does not keep the process alive. */
  after(ms: number, work: () => void): () => void {
    // Fake timers do not replace this one, in any version of Node, Bun and Deno.
    const signal = AbortSignal.timeout(Math.min(Math.max(Math.ceil(ms), 0), LONGEST_TIMER_MS));
    return onAbort(signal, work);
  }

  /**
   * Waits.
   *
   * @param ms - How long.
   * @param signal - Ends the wait: it rejects with the signal's reason.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = this.after(ms, () => {
        release?.();
        resolve();
      });
      const release =
        signal &&
        onAbort(signal, () => {
          cancel();
          reject(signal.reason);
        });
    });
  }
}

/** Monotonic real time in ms, to measure durations. */
export function stopwatch(): () => number {
  const start = RealDate.now();
  return () => Math.max(0, RealDate.now() - start);
}

/** Formats a time as ISO 8601, as in responses. */
export function isoTime(ms: number): string {
  return new RealDate(ms).toISOString();
}

/** Reads a time in ISO 8601 as ms since 1970; NaN if it is invalid. */
export function parseTime(text: string): number {
  return RealDate.parse(text);
}

/** The last midnight, UTC, in ms since 1970. */
export function midnightBefore(ms: number): number {
  return new RealDate(ms).setUTCHours(0, 0, 0, 0);
}

/** Formats a time as in HTTP headers (RFC 9110, 5.6.7). */
export function httpTime(ms: number): string {
  return new RealDate(ms).toUTCString();
}
