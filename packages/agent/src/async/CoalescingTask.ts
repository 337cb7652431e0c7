/** Runs a task on request: never twice at once, and once more if it was requested during a run. */
export class CoalescingTask {
  readonly #task: () => Promise<void>;
  /** The requested run that has not begun. */
  #next: { done: Promise<void>; end: () => void } | undefined;
  #running: Promise<void> | undefined;

  /** @param task - The task. It must not reject. */
  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  /** Asks for a run that begins from now on. */
  ask(): void {
    void this.askAndWait();
  }

  /** Requests a run that begins from now on, and waits for its end. */
  askAndWait(): Promise<void> {
    this.#next ??= nextRun();
    const { done } = this.#next;
    this.#running ??= this.#run();
    return done;
  }

  /** Waits until no run is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#next) {
      const { end } = this.#next;
      this.#next = undefined;
      await this.#task();
      end();
    }
    this.#running = undefined;
  }
}

function nextRun(): { done: Promise<void>; end: () => void } {
  let end: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { done, end };
}
