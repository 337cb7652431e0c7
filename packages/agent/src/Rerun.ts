/** Runs a task whenever somebody asks for it: never twice at once, and once more when somebody asked meanwhile. */
export class Rerun {
  readonly #task: () => Promise<void>;
  #isAsked = false;
  #running: Promise<void> | undefined;

  /** @param task - What to run. It must not reject. */
  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  /** Asks for a run that begins from now on. */
  ask(): void {
    this.#isAsked = true;
    this.#running ??= this.#run();
  }

  /** Waits until no run is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isAsked) {
      this.#isAsked = false;
      await this.#task();
    }
    this.#running = undefined;
  }
}
