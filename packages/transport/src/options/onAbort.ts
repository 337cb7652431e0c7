interface Hub {
  readonly runs: Set<() => void>;
  readonly fire: () => void;
}

const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * Calls a function when a signal fires. All that wait for one signal share one listener: Node takes the eleventh for a
 * leak, and a program may well make a hundred calls under one signal.
 *
 * @returns what lets go of the signal.
 */
export function onAbort(signal: AbortSignal, run: () => void): () => void {
  const hub = hubs.get(signal) ?? newHub();
  hubs.set(signal, hub);
  if (hub.runs.size === 0) signal.addEventListener('abort', hub.fire, { once: true });
  hub.runs.add(run);
  return () => {
    if (hub.runs.delete(run) && hub.runs.size === 0) signal.removeEventListener('abort', hub.fire);
  };
}

function newHub(): Hub {
  const runs = new Set<() => void>();
  const fire = (): void => {
    const all = [...runs];
    runs.clear();
    for (const run of all) run();
  };
  return { runs, fire };
}
