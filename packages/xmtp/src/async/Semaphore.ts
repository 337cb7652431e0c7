/** A task that takes longer no longer keeps others waiting, who get a connection of their own. Slow ones do not. In ms. */
const PATIENCE_MS = 5_000;
/** So many urgent tasks go first in a row; then it is the turn of one that is not. */
const URGENT_IN_A_ROW = 8;

/** How a task wants to be treated. */
export interface SemaphoreOptions {
  /** Whether somebody waits for it: it goes before those for which nobody does. */
  urgent?: boolean;
}

/**
 * Lets few of many tasks run at once, so that a thousand sessions do not open a thousand connections. A task that hangs
 * holds nobody up for long.
 */
export class Semaphore {
  /** How many may run at once. */
  width: number;
  readonly #urgent: (() => void)[] = [];
  readonly #usual: (() => void)[] = [];
  #running = 0;
  #inARow = 0;

  constructor(width: number) {
    this.width = width;
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
    try {
      return await task();
    } finally {
      clearTimeout(timer);
      leave();
    }
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
