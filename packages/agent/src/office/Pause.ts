import { onAbort } from '@mitosislabs/auth/async';

/** Tracks whether the agent is suspended: then it begins no new work until it is resumed. */
export class Pause {
  readonly #stopping: AbortSignal;
  #isOn = false;
  #ended = new AbortController();

  constructor(stopping: AbortSignal) {
    this.#stopping = stopping;
  }

  /** Whether it is suspended. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Takes the agent's new phase; ignores values that are not a phase. Returns whether this resumed the agent. */
  note(phase: unknown): boolean {
    if (typeof phase !== 'string') return false;
    const wasOn = this.#isOn;
    this.#isOn = phase === 'suspended';
    if (this.#isOn && !wasOn) this.#ended = new AbortController();
    if (wasOn && !this.#isOn) this.#ended.abort();
    return wasOn && !this.#isOn;
  }

  /** Waits until the pause is over. Returns `false` when the agent was stopped before. */
  async over(): Promise<boolean> {
    while (this.#isOn && !this.#stopping.aborted) {
      const { signal } = this.#ended;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          for (const letGo of listening) letGo();
          resolve();
        };
        const listening = [this.#stopping, signal].map((each) => onAbort(each, done));
      });
    }
    return !this.#isOn;
  }
}
