import { withAnySignal } from './abort.ts';

/**
 * Runs a task that may take so long, with a signal that fires when its time is over, or one of `signals` does. A task that
 * takes longer is no longer waited for, and what becomes of it is nobody's business; one that `signals` end is.
 *
 * @param ms - How long it may take; `undefined`: as long as it likes.
 * @param late - What it is told then, and what the call rejects with.
 */
export function withTimeLimit(
  ms: number | undefined,
  late: () => Error,
  signals: readonly (AbortSignal | undefined)[],
  task: (signal: AbortSignal) => void | Promise<void>,
): Promise<void> {
  const expiry = new AbortController();
  return withAnySignal([...signals, expiry.signal], async (signal) => {
    const done = (async () => task(signal))();
    if (ms === undefined) return done;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = late();
        reject(error);
        expiry.abort(error);
      }, ms);
    });
    try {
      return await Promise.race([done, expired]);
    } finally {
      clearTimeout(timer);
    }
  });
}
