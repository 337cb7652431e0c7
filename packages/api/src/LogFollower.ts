/** How many lines more than those already seen are asked for. */
const MARGIN = 500;
/** Logs longer than this are not fetched whole; what is new is then found by comparing. */
const WHOLE = 5_000;

/**
 * Tells which lines of a log are new, from snapshots of its end.
 *
 * As long as the log is short enough to be fetched whole, lines are counted, and equal lines are told apart. Beyond that
 * the end of what was seen is looked for in the snapshot; when it is not there, the next snapshot has to be longer.
 */
export class LogFollower {
  #seen: string[] = [];
  #total = 0;
  #isWhole = true;
  /** The last line of the last snapshot, when it had no line feed. */
  #open: string | undefined;

  /** How many lines the next snapshot should have. */
  get tail(): number {
    return Math.min(this.#total, WHOLE) + MARGIN;
  }

  /**
   * Takes a snapshot and returns what is new in it.
   *
   * @param logs - The last `tail` lines.
   * @param tail - How many lines were asked for.
   * @returns the new lines, or `undefined` when the snapshot does not reach back to what was seen.
   */
  take(logs: string, tail: number): string[] | undefined {
    const lines = logs.split('\n');
    const open = lines.pop() || undefined;
    // A line without a line feed may still grow: it counts when it was there the last time too.
    if (open !== undefined && (open === this.#open || open === this.#seen.at(-1))) lines.push(open);
    const isWhole = lines.length < tail;
    const start = isWhole && this.#isWhole ? this.#counted(lines) : this.#compared(lines);
    if (start === undefined && !isWhole) return undefined;
    // A log that does not hold what was seen has begun anew: all of it is new.
    const fresh = lines.slice(start ?? 0);
    this.#total = isWhole ? lines.length : this.#total + fresh.length;
    this.#isWhole = isWhole;
    this.#seen = lines.slice(-WHOLE);
    this.#open = open;
    return fresh;
  }

  #counted(lines: readonly string[]): number | undefined {
    return this.#begin(lines, this.#total);
  }

  #compared(lines: readonly string[]): number | undefined {
    if (this.#seen.length === 0) return this.#total === 0 ? 0 : undefined;
    for (let end = lines.length; end > 0; end--) {
      const start = this.#begin(lines, end);
      if (start !== undefined) return start;
    }
    return undefined;
  }

  /** Where the new lines begin, if what was seen ends at `end`. A line that has grown since is new. */
  #begin(lines: readonly string[], end: number): number | undefined {
    if (end > lines.length) return undefined;
    const known = this.#seen.slice(-end || this.#seen.length);
    const offset = end - known.length;
    const last = known.length - 1;
    if (!known.every((line, index) => index === last || lines[offset + index] === line)) return undefined;
    const now = lines[end - 1];
    if (now === known[last]) return end;
    return this.#open !== undefined && this.#open === known[last] && now?.startsWith(this.#open)
      ? end - 1
      : undefined;
  }
}
