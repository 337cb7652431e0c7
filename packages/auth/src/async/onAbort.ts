interface Listener {
  readonly callbacks: Set<() => void>;
  readonly fire: () => void;
}

const listeners = new WeakMap<AbortSignal, Listener>();

/**
 * Calls back when a signal fires. All callbacks of one signal share one listener: Node warns of the eleventh, and a
 * program may well make a hundred calls under one signal.
 *
 * @param signal - A signal that has not fired.
 * @param callback - Called once, unless it is released before.
 * @returns a function that releases the callback.
 *
 * @example
 * ```ts
 * import { onAbort } from '@mitosislabs/auth/async';
 *
 * const stop = new AbortController();
 * const release = onAbort(stop.signal, () => console.log('stopped'));
 * release();
 * ```
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  // Not the callback itself: it may be passed twice.
  const run = (): void => callback();
  const listener = listeners.get(signal) ?? newListener();
  const { callbacks, fire } = listener;
  listeners.set(signal, listener);
  if (callbacks.size === 0) signal.addEventListener('abort', fire, { once: true });
  callbacks.add(run);
  return () => {
    if (callbacks.delete(run) && callbacks.size === 0) signal.removeEventListener('abort', fire);
  };
}

function newListener(): Listener {
  const callbacks = new Set<() => void>();
  const fire = (): void => {
    // One callback may release another.
    for (const run of [...callbacks]) if (callbacks.delete(run)) run();
  };
  return { callbacks, fire };
}
