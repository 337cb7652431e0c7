import { LONGEST_TIMER_MS, onAbort } from '@mitosislabs/auth/async';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/**
 * Combines the caller's `AbortSignal` with a time limit. It knows which of the two has fired, and releases the caller's
 * signal when the request is over, so that a long-lived signal collects no listeners.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  #letGo = (): void => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #end = Number.POSITIVE_INFINITY;
  /** The limit, in ms; 0 means none. */
  readonly limit: number;
  /** Whether the time ran out. */
  expired = false;

  constructor(limit: number, caller?: AbortSignal, argument = 'timeout') {
    assertLimit(argument, limit);
    assertSignal(caller);
    this.limit = limit;
    this.#caller = caller;
    const abort = (): void => this.#controller.abort(caller?.reason);
    if (caller?.aborted) abort();
    else if (caller) this.#letGo = onAbort(caller, abort);
    this.restart();
  }

  /** Fires when the caller aborts or the time runs out. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the caller has aborted. */
  get aborted(): boolean {
    return this.#caller?.aborted === true;
  }

  /** The time that is left, in ms. */
  get left(): number {
    return this.#end - performance.now();
  }

  /** Waits; rejects when this deadline is over first. */
  async sleep(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await this.race(
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, Math.min(ms, LONGEST_TIMER_MS));
        }),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits for work that may ignore the signal: rejects when this deadline is over. */
  async race<T>(work: PromiseLike<T>): Promise<T> {
    const { signal } = this;
    let fail = (): void => undefined;
    const over = new Promise<never>((_, reject) => {
      fail = () => reject(signal.reason);
    });
    const release = onAbort(signal, fail);
    if (signal.aborted) fail();
    try {
      return await Promise.race([work, over]);
    } finally {
      release();
    }
  }

  /** Restarts the full limit: for streams, where each wait has its own. */
  restart(): void {
    this.pause();
    if (this.limit === 0 || this.limit > LONGEST_TIMER_MS) return;
    this.#end = performance.now() + this.limit;
    this.#timer = setTimeout(() => {
      this.expired = true;
      this.#controller.abort(new DOMException('The time limit has passed.', 'TimeoutError'));
    }, this.limit);
  }

  /** Stops the clock; the caller's signal still counts. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Aborts all work under this deadline, and releases the caller's signal. */
  close(): void {
    this.release();
    this.#controller.abort();
  }

  /** Stops the clock and releases the caller's signal; running work goes on. */
  release(): void {
    this.pause();
    this.#letGo();
  }
}

/** Checks a time limit in ms. Reads no clock: a Worker may have none before its first request. */
export function assertLimit(argument: string, limit: number): void {
  if (typeof limit !== 'number' || !(limit >= 0)) {
    throw new InvalidArgumentError(argument, 'must be a number of ms, 0 or more (0: no limit)');
  }
}

/** Refuses anything but an `AbortSignal`. Not `instanceof`: signals also come from other realms and polyfills. */
export function assertSignal(signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal === undefined) return;
  if (
    typeof signal === 'object' &&
    signal !== null &&
    typeof Reflect.get(signal, 'aborted') === 'boolean' &&
    typeof Reflect.get(signal, 'addEventListener') === 'function'
  ) {
    return;
  }
  throw new InvalidArgumentError('signal', 'must be an AbortSignal', {
    hint: 'Pass the `signal` of an AbortController, not the controller.',
  });
}
