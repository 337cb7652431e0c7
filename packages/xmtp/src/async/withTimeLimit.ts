import { withAnySignal } from './abort.ts';

/**
 * Runs a task with a time limit. Its signal fires when the time is over, or when one of `signals` does. After
 * the time limit the task is not waited for and its result is ignored; a task that `signals` abort is still
 * waited for.
 *
 * @param ms - How long it may take; `undefined`: no limit.
 * @param late - Creates the error of the time limit: the reason of the signal, and the rejection of the call.
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
