/** The sliding window, in ms. */
const WINDOW_MS = 60 * 60_000;

/** Counts the answers to other agents in one conversation, to end loops between agents. */
export class AgentTurns {
  readonly #most: number;
  /** Times are those of `performance.now()`: a clock that steps returns no turns. */
  #taken: number[];

  /**
   * @param most - The answers allowed within an hour.
   * @param earlier - The turns taken before the agent was restarted, in ms since 1970.
   */
  constructor(most: number, earlier: readonly number[] = []) {
    this.#most = most;
    this.#taken = earlier.map((at) => performance.now() - Math.max(0, Date.now() - at));
  }

  /** Takes a turn. Returns `false` when none is left. */
  take(): boolean {
    const now = performance.now();
    this.#taken = this.#taken.filter((at) => at > now - WINDOW_MS);
    if (this.#taken.length >= this.#most) return false;
    if (this.#most !== Number.POSITIVE_INFINITY) this.#taken.push(now);
    return true;
  }

  /** Returns the turns to keep for a restart, in ms since 1970. */
  known(): readonly number[] {
    const offset = Date.now() - performance.now();
    return this.#taken.map((at) => Math.round(at + offset));
  }
}
