import { isRetryable } from '../errors/requestFailure.ts';

/** How long a task occupies its place: after that another task may start beside it. In ms. */
const PATIENCE_MS = 5_000;
/** How many urgent tasks run in a row before a usual one has its turn. */
const URGENT_IN_A_ROW = 8;

/** The most tasks at once, however long they take. */
const WIDEST = 16;
/** One task more runs at once for each 3 ms of the shortest duration: all 16 from 48 ms on. */
const MS_A_PLACE = 3;
/** A task that takes so many times the shortest duration has waited for others: more at once would not be faster. */
const CROWDED = 2.5;
/** The part of the width that is left after such a task. */
const NARROWING = 0.75;
/** The growth of the shortest duration with each task: the server may have become slower. */
const FORGETTING = 1.002;

/** Options of a task. */
export interface SemaphoreOptions {
  /** Whether a caller waits for the task: it then goes before tasks in the background. Default: `false`. */
  urgent?: boolean;
}

/**
 * Limits how many tasks run at once, so that a thousand sessions do not open a thousand connections. A task
 * that hangs blocks the others for 5 s at most.
 *
 * If tasks take long because the server is far away, more of them run at once: up to 16, as long as that makes none of
 * them slower. A server on this machine answers in 1 ms; more connections would not make it faster.
 */
export class Semaphore {
  /** The fewest that may run at once. */
  least: number;
  readonly #urgent: (() => void)[] = [];
  readonly #usual: (() => void)[] = [];
  #running = 0;
  #inARow = 0;
  #width: number;
  /** The shortest duration of a task lately, in ms. */
  #shortest = Number.POSITIVE_INFINITY;
  #narrowedAt = Number.NEGATIVE_INFINITY;

  /** @param least - The fewest that may run at once. */
  constructor(least: number) {
    this.least = least;
    this.#width = least;
  }

  /** How many may run at once. */
  get width(): number {
    return Math.max(this.least, this.#width);
  }

  /** Runs a task when it is its turn. */
  async run<T>(task: () => Promise<T>, { urgent = false }: SemaphoreOptions = {}): Promise<T> {
    await new Promise<void>((start) => {
      (urgent ? this.#urgent : this.#usual).push(start);
      this.#startNext();
    });
    let isCounted = true;
    const leave = (): void => {
      if (!isCounted) return;
      isCounted = false;
      this.#running--;
      this.#startNext();
    };
    const timer = setTimeout(leave, PATIENCE_MS);
    const startedAt = performance.now();
    try {
      const result = await task();
      this.#adapt(performance.now() - startedAt);
      return result;
    } catch (error) {
      // The server is overloaded.
      if (isRetryable(error)) this.#width = this.least;
      throw error;
    } finally {
      clearTimeout(timer);
      leave();
    }
  }

  /**
   * Widens by one after a task that has not waited for others, while tasks wait here. Narrows by a quarter after
   * one that has: once for all that ran together, as a pause of this process delays all of them.
   */
  #adapt(ms: number): void {
    this.#shortest = Math.min(ms, this.#shortest * FORGETTING);
    const now = performance.now();
    const isCrowded = ms > this.#shortest * CROWDED;
    const most = Math.min(WIDEST, Math.floor(this.#shortest / MS_A_PLACE));
    if (isCrowded) {
      if (now - ms < this.#narrowedAt) return;
      this.#narrowedAt = now;
      this.#width = Math.max(this.least, Math.floor(this.#width * NARROWING));
    } else if (this.#width > most) this.#width = Math.max(this.least, this.#width - 1);
    else if (this.#width < most && this.#urgent.length + this.#usual.length > 0) this.#width++;
  }

  #startNext(): void {
    for (;;) {
      const isUsualsTurn = this.#inARow >= URGENT_IN_A_ROW && this.#usual.length > 0;
      const queue = this.#urgent.length > 0 && !isUsualsTurn ? this.#urgent : this.#usual;
      const start = this.#running < this.width ? queue.shift() : undefined;
      if (!start) return;
      this.#inARow = queue === this.#urgent ? this.#inARow + 1 : 0;
      this.#running++;
      start();
    }
  }
}
