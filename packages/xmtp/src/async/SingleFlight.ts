import { untilAborted } from './abort.ts';

/** One call that several callers share. It is aborted when the last of them stops waiting. */
export class SingleFlight<T> {
  #current: { promise: Promise<T>; controller: AbortController; waiting: number } | undefined;

  /** Waits for the call under way, or starts one. */
  async join(start: (signal: AbortSignal) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    // An aborted call may still be sending: a second one would send twice.
    while (this.#current?.controller.signal.aborted) {
      await untilAborted(
        this.#current.promise.catch(() => undefined),
        signal,
      );
    }
    this.#current ??= this.#begin(start);
    const call = this.#current;
    call.waiting++;
    try {
      return await untilAborted(call.promise, signal);
    } finally {
      call.waiting--;
      if (call.waiting === 0 && this.#current === call) call.controller.abort();
    }
  }

  /** Waits until the call under way is over. Never rejects. */
  async idle(): Promise<void> {
    await this.#current?.promise.catch(() => undefined);
  }

  #begin(start: (signal: AbortSignal) => Promise<T>) {
    const controller = new AbortController();
    const promise = start(controller.signal).finally(() => {
      this.#current = undefined;
    });
    return { promise, controller, waiting: 0 };
  }
}
