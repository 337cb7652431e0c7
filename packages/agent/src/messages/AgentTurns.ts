/** The sliding window, in ms. */
const WINDOW_MS = 60 * 60_000;

/** Counts the answers to other agents in one conversation, to end loops between agents. */
export class AgentTurns {
  readonly #most: number;
  #taken: number[] = [];

  /** @param most - The answers allowed within an hour. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a turn. Returns `false` when none is left. */
  take(): boolean {
    const now = performance.now();
    this.#taken = this.#taken.filter((at) => at > now - WINDOW_MS);
    if (this.#taken.length >= this.#most) return false;
    if (this.#most !== Number.POSITIVE_INFINITY) this.#taken.push(now);
    return true;
  }
}
