/** How long a task occupies its place: after that another task may start beside it. In ms. */
const PATIENCE_MS = 5_000;
/** How many urgent tasks go first in a row before a usual one has its turn. */
const URGENT_IN_A_ROW = 8;

/** Options of a task. */
export interface SemaphoreOptions {
  /** Whether a caller waits for the task: it then goes before tasks in the background. Default: `false`. */
  urgent?: boolean;
}

/**
 * Limits how many tasks run at once, so that a thousand sessions do not open a thousand connections. A task
 * that hangs blocks the others for 5 s at most.
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
