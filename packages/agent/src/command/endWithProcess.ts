/** The signals that end a process which does not listen for them, without its `exit` event. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const ends = new Set<() => void>();

/**
 * Calls a function when this process ends: by itself, by `process.exit`, or by a termination signal. The function must
 * be synchronous.
 *
 * @param end - Called once.
 * @returns a function that removes the callback.
 */
export function endWithProcess(end: () => void): () => void {
  if (ends.size === 0) {
    process.on('exit', endAll);
    for (const signal of SIGNALS) process.on(signal, endBySignal);
  }
  ends.add(end);
  return () => {
    if (!ends.delete(end) || ends.size > 0) return;
    unlisten();
  };
}

function endAll(): void {
  for (const end of ends) end();
  ends.clear();
}

/** Ends the process as the signal would have, unless the signal has other listeners. */
function endBySignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  endAll();
  unlisten();
  process.kill(process.pid, signal);
}

function unlisten(): void {
  process.off('exit', endAll);
  for (const signal of SIGNALS) process.off(signal, endBySignal);
}
