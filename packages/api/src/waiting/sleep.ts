/** The sleepers under a signal, woken by one shared listener: Node warns of the eleventh listener. */
const sleepers = new WeakMap<AbortSignal, { all: Set<() => void>; wake: () => void }>();

/** Resolves after `ms`, or when the signal fires: the caller's next step then rejects. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let leave: (() => void) | undefined;
    const done = (): void => {
      clearTimeout(timer);
      leave?.();
      resolve();
    };
    const timer = setTimeout(done, signal?.aborted ? 0 : ms);
    if (signal && !signal.aborted) leave = enter(signal, done);
  });
}

function enter(signal: AbortSignal, done: () => void): () => void {
  let group = sleepers.get(signal);
  if (!group) {
    const all = new Set<() => void>();
    group = { all, wake: () => [...all].forEach((each) => void each()) };
    sleepers.set(signal, group);
    signal.addEventListener('abort', group.wake);
  }
  const { all, wake } = group;
  all.add(done);
  return () => {
    all.delete(done);
    if (all.size > 0) return;
    signal.removeEventListener('abort', wake);
    sleepers.delete(signal);
  };
}
