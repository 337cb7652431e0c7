import { LONGEST_TIMER_MS, onAbort } from '@mitosislabs/auth/async';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';

const NO_LISTENERS: readonly ((reason: unknown) => void)[] = [];

/**
 * Combines the caller's `AbortSignal` with a time limit. It knows which of the two has fired, and releases the caller's
 * signal when the request is over, so that a long-lived signal collects no listeners.
 */
export class Deadline {
  readonly #parent: AbortSignal | Deadline | undefined;
  /** Created only for a reader of `signal`: in a call, it costs more than everything else here. */
  #controller: AbortController | undefined;
  #reason: unknown;
  #letGo: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #end = Number.POSITIVE_INFINITY;
  /**
   * Called with the reason when the deadline is over. Cheaper than listeners of `signal`. The list is replaced and not changed:
   * V8 may create a list of our own in the old space, where it would keep a finished call until the next full collection.
   */
  #listeners = NO_LISTENERS;
  /** The limit, in ms; 0 means none. */
  readonly limit: number;
  /** Whether the time ran out. */
  expired = false;
  /** Whether the caller has aborted, the time ran out, or the deadline was closed. */
  isOver = false;

  /**
   * @param limit - In ms: see {@link assertLimit}.
   * @param parent - The caller's signal, or a longer deadline. It ends this one too.
   * @param isPaused - Whether its time begins with the first `restart`.
   */
  constructor(limit: number, parent?: AbortSignal | Deadline, isPaused = false) {
    this.limit = limit;
    this.#parent = parent;
    if (parent instanceof Deadline) this.#follow(parent);
    else if (parent?.aborted) this.#finish(parent.reason);
    else if (parent) this.#letGo = onAbort(parent, () => this.#finish(parent.reason));
    if (!isPaused) this.restart();
  }

  /** Fires when the deadline is over. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.isOver) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Whether the caller has aborted. */
  get aborted(): boolean {
    return this.#parent?.aborted === true;
  }

  /** The time that is left, in ms. */
  get left(): number {
    return this.#end - performance.now();
  }

  /** Throws the reason of the end, once this deadline is over. */
  throwIfOver(): void {
    if (this.isOver) throw this.signal.reason;
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
  race<T>(work: PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.listen(reject);
      work.then(
        (value) => {
          this.unlisten(reject);
          resolve(value);
        },
        (reason: unknown) => {
          this.unlisten(reject);
          reject(reason);
        },
      );
      // Work that has already settled comes first.
      if (this.isOver) Promise.reject(this.signal.reason).catch(reject);
    });
  }

  /** Calls back with the reason when this deadline is over. */
  listen(listener: (reason: unknown) => void): void {
    this.#listeners = this.#listeners.concat(listener);
  }

  /** Undoes {@link listen}. */
  unlisten(listener: (reason: unknown) => void): void {
    const list = this.#listeners;
    const index = list.indexOf(listener);
    if (index >= 0) this.#listeners = list.slice(0, index).concat(list.slice(index + 1));
  }

  /** Restarts the full limit: for streams, where each wait has its own. */
  restart(): void {
    clearTimeout(this.#timer);
    if (this.limit === 0 || this.limit > LONGEST_TIMER_MS) return;
    this.#end = performance.now() + this.limit;
    this.#timer = setTimeout(() => {
      this.expired = true;
      this.#finish(new DOMException('The time limit has passed.', 'TimeoutError'));
    }, this.limit);
  }

  /** Stops the clock; the caller's signal still counts. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Aborts all work under this deadline, and releases the caller's signal. */
  close(): void {
    this.release();
    this.#finish();
  }

  /** Stops the clock and releases the caller's signal; running work goes on. */
  release(): void {
    clearTimeout(this.#timer);
    this.#letGo?.();
  }

  #follow(parent: Deadline): void {
    if (parent.isOver) {
      this.#finish(parent.signal.reason);
      return;
    }
    const finish = (reason: unknown): void => this.#finish(reason);
    parent.listen(finish);
    this.#letGo = () => parent.unlisten(finish);
  }

  #finish(reason?: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    // One listener may remove another.
    for (;;) {
      const [listener] = this.#listeners;
      if (!listener) return;
      this.unlisten(listener);
      listener(this.signal.reason);
    }
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
