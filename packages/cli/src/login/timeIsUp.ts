/** Resolves when the time is up, and rejects when the run is stopped; `signal` fires in both cases. */
export function timeIsUp(
  seconds: number,
  signal: AbortSignal,
): { promise: Promise<undefined>; signal: AbortSignal; cancel: () => void } {
  let cancel = () => {};
  const over = new AbortController();
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
  void promise.then(
    () => over.abort(),
    () => over.abort(),
  );
  // It may be cancelled before anybody waits for it.
  promise.catch(() => undefined);
  return { promise, signal: over.signal, cancel };
}
