interface Listener {
  readonly callbacks: Set<() => void>;
  readonly fire: () => void;
}

const listeners = new WeakMap<AbortSignal, Listener>();

/**
 * Calls back when a signal fires. All callbacks of one signal share one listener: Node warns from the eleventh on, and
 * a program can make a hundred calls with one signal.
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

/** The longest delay of a timer, in ms: about 24.8 days. Longer ones fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Waits until the time is over or a signal fires. Never rejects: check the signal afterwards.
 *
 * @param ms - How long to wait, in ms.
 * @param signal - Ends the wait.
 *
 * @example
 * ```ts
 * import { sleep } from '@mitosislabs/auth/async';
 *
 * const stop = new AbortController();
 * setTimeout(() => stop.abort(), 10);
 * await sleep(60_000, stop.signal); // 10 ms
 * ```
 */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      release?.();
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, LONGEST_TIMER_MS));
    const release = signal && onAbort(signal, done);
  });
}

/** The delays of {@link backOff}. */
export interface BackOff {
  /** The first delay, in ms. */
  readonly first: number;
  /** The longest delay, in ms. Less than `first` counts as `first`. */
  readonly most: number;
  /**
   * The jitter: the largest random part that is taken off the delay, from 0 to 1, so that clients that failed together
   * do not retry together. Less than 0: it is added, so that no client comes before the delay is over. Default: 0.25.
   */
  readonly jitter?: number;
  /**
   * The error of the last attempt. If it has a `retryAfterMs`, as the server asked, that is the delay: at least `first`, at most
   * `mostAsked`. Jitter does not shorten it.
   */
  readonly after?: unknown;
  /** The longest delay that a server gets when it asks for one, in ms. Default: 60,000. */
  readonly mostAsked?: number;
}

/**
 * Returns the delay before the next attempt, in ms. It gets longer with each failure.
 *
 * @param failures - How many attempts in a row have failed: 1 or more.
 * @param delays - The first delay, the longest one, how they grow, and the error of the last attempt.
 *
 * @example
 * ```ts
 * import { backOff } from '@mitosislabs/auth/async';
 *
 * console.log(backOff(3, { first: 500, most: 8_000, jitter: 0 })); // 2000
 * ```
 */
export function backOff(
  failures: number,
  { first, most, jitter = 0.25, after, mostAsked = 60_000 }: BackOff,
): number {
  const asked: unknown = Reflect.get(Object(after), 'retryAfterMs');
  const isAsked = typeof asked === 'number';
  const delay = isAsked
    ? Math.max(first, Math.min(asked, mostAsked))
    : Math.min(first * 2 ** (failures - 1), Math.max(first, most));
  return delay * (1 - (isAsked ? Math.min(jitter, 0) : jitter) * Math.random());
}

/**
 * Runs tasks one after another, in the order in which they came. A task that fails does not stop the next.
 *
 * @example
 * ```ts
 * import { Mutex } from '@mitosislabs/auth/async';
 *
 * const mutex = new Mutex();
 * void mutex.run(async () => console.log('first'));
 * await mutex.run(async () => console.log('second'));
 * ```
 */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();
  #pending = 0;

  /** Whether no task runs or waits. */
  get isIdle(): boolean {
    return this.#pending === 0;
  }

  /** Runs a task after all earlier ones have ended. */
  run<T>(task: () => Promise<T>): Promise<T> {
    this.#pending++;
    const result = this.#last.then(task).finally(() => {
      this.#pending--;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Waits until the tasks that are here now have ended. Never rejects. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
