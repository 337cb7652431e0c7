import { onAbort } from '@mitosislabs/auth/async';
import { type OptionNames, withCaller } from '@mitosislabs/auth/errors';
import { SessionError } from '../errors/SessionError.ts';

/** Runs a task with a signal that fires as soon as one of `signals` does, and releases them when it is done. */
export async function withAnySignal<T>(
  signals: readonly (AbortSignal | undefined)[],
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const [only, ...others] = new Set(signals.filter((signal) => signal !== undefined));
  // A signal of its own costs more than most tasks do with it.
  if (only && others.length === 0) return task(only);
  const controller = new AbortController();
  const listening = signals.map((signal) => {
    const abort = (): void => controller.abort(signal?.reason);
    if (signal?.aborted) abort();
    return signal && onAbort(signal, abort);
  });
  try {
    return await task(controller.signal);
  } finally {
    for (const end of listening) end?.();
  }
}

/**
 * Waits for a promise until the caller's signal fires; the work behind the promise goes on.
 *
 * @param mayLeave - Called when the signal fires: whether the wait may end.
 */
export async function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  mayLeave: () => boolean = () => true,
): Promise<T> {
  // After the caller has left, a rejection must not count as unhandled.
  promise.catch(() => undefined);
  if (!signal) {
    try {
      return await promise;
    } catch (error) {
      throw withCaller(error);
    }
  }
  let end: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => {
      if (mayLeave()) reject(abortedError(signal));
    };
    if (signal.aborted) abort();
    else end = onAbort(signal, abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } catch (error) {
    throw withCaller(error);
  } finally {
    end?.();
  }
}

/** The error of a call whose signal fired. */
export function abortedError(signal: AbortSignal): SessionError {
  return new SessionError('aborted', 'The call was aborted by its signal.', { cause: signal.reason });
}

/** The options of a call that has only a signal. */
export const signalOnly: OptionNames<{ signal?: AbortSignal }> = { signal: true };
