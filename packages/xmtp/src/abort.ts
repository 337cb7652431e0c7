import { SessionError } from './SessionError.ts';

/** Runs a task with a signal that fires as soon as one of `signals` does, and lets go of them when it is done. */
export async function withAnySignal<T>(
  signals: readonly (AbortSignal | undefined)[],
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const signal of signals) {
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
  }
  try {
    return await task(controller.signal);
  } finally {
    for (const signal of signals) signal?.removeEventListener('abort', abort);
  }
}

/**
 * Waits for a promise until the caller's signal fires; what the promise stands for goes on.
 *
 * @param mayLeave - Asked when the signal fires: whether the caller is let go.
 */
export async function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  mayLeave: () => boolean = () => true,
): Promise<T> {
  // Whoever is no longer waiting does not want to hear how it ended.
  promise.catch(() => undefined);
  if (!signal) return promise;
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      if (mayLeave()) reject(abortedError(signal));
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (abort) signal.removeEventListener('abort', abort);
  }
}

/** What a call rejects with when its signal fired. */
export function abortedError(signal: AbortSignal): SessionError {
  return new SessionError('aborted', 'The call was aborted by its signal.', { cause: signal.reason });
}
