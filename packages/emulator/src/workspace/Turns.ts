import { type Clock, stopwatch } from '../core/Clock.ts';

/** The time slice of a command line, in ms. */
const SLICE_MS = 10;

/** Lets command lines use the thread in turns. Requests are served between two turns, however many lines run. */
export class Turns {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns a function for one command line to call often: it waits for the next turn when the time slice is over. */
  pace(signal: AbortSignal): () => Promise<void> {
    let elapsed = stopwatch();
    return async () => {
      signal.throwIfAborted();
      if (elapsed() < SLICE_MS) return;
      await new Promise<void>((resolve) => this.#queue(resolve));
      elapsed = stopwatch();
      signal.throwIfAborted();
    };
  }

  #queue(resolve: () => void): void {
    this.#waiting.push(resolve);
    if (this.#waiting.length === 1) this.#clock.after(0, () => this.#next());
  }

  #next(): void {
    this.#waiting[0]?.();
    this.#waiting.shift();
    if (this.#waiting.length > 0) this.#clock.after(0, () => this.#next());
  }
}
