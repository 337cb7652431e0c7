/**
 * Calls back when the time is up, or with the reason when the run is stopped.
 *
 * @returns what cancels it.
 */
export function timeIsUp(
  seconds: number,
  signal: AbortSignal,
  over: (stopped: Error | undefined) => void,
): () => void {
  const timer = setTimeout(() => over(undefined), seconds * 1000);
  const stopped = () => over(signal.reason);
  signal.addEventListener('abort', stopped, { once: true });
  if (signal.aborted) stopped();
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stopped);
  };
}
