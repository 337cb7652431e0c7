import type { Input } from '../Context.ts';

/**
 * Listens to what the system says about the terminal that the process has: the one of a test says nothing. The returned
 * function ends that.
 */
export function onSignals(
  stdin: Input,
  listeners: Readonly<Partial<Record<NodeJS.Signals, () => void>>>,
): () => void {
  const all = isOwn(stdin) ? Object.entries(listeners) : [];
  for (const [name, listener] of all) process.on(name, listener);
  return () => {
    for (const [name, listener] of all) process.off(name, listener);
  };
}

/** Whether there may be a shell to go back to. */
export function canSuspend(stdin: Input): boolean {
  return isOwn(stdin) && process.platform !== 'win32';
}

/** Stops the process, and all that belong to the same job, as Ctrl-Z does. Returns when it goes on. */
export function suspend(): void {
  process.kill(0, 'SIGTSTP');
}

function isOwn(stdin: Input): boolean {
  return stdin === process.stdin;
}
