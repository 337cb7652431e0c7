/** The signals that end a process which does not listen for them, without its `exit` event. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const ends = new Set<() => void>();

/**
 * Calls a function when this process ends: by itself, by `process.exit`, or by a signal that asks it to end. What it does must
 * be done at once, without waiting.
 *
 * @param end - Called once.
 * @returns a function that forgets it.
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

/** Ends the process as the signal would have. Where others listen to the signal, they decide. */
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
