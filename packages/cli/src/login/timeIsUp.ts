/** Resolves when the time is up, and rejects when the run is stopped. */
export function timeIsUp(
  seconds: number,
  signal: AbortSignal,
): { promise: Promise<undefined>; cancel: () => void } {
  let cancel = () => {};
  const promise = new Promise<undefined>((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), seconds * 1000);
    const stopped = () => reject(signal.reason);
    signal.addEventListener('abort', stopped, { once: true });
    if (signal.aborted) stopped();
    cancel = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stopped);
    };
  });
  // It may be cancelled before anybody waits for it.
  promise.catch(() => undefined);
  return { promise, cancel };
}
