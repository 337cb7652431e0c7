/** Turns of the last so many ms count. */
const WINDOW_MS = 60 * 60_000;

/** Counts how often the agent answers other agents in one conversation, so that two of them do not talk without end. */
export class AgentTurns {
  readonly #most: number;
  #taken: number[] = [];

  /** @param most - How many answers there are within an hour. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a turn. Returns `false` when there is none left for now. */
  take(): boolean {
    const now = performance.now();
    this.#taken = this.#taken.filter((at) => at > now - WINDOW_MS);
    if (this.#taken.length >= this.#most) return false;
    if (this.#most !== Number.POSITIVE_INFINITY) this.#taken.push(now);
    return true;
  }
}
