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
  /** How many lines there were; before the first snapshot unknown. */
  #total: number | undefined;
  #isWhole = false;
  /** The last line of the last snapshot, when it had no line feed. */
  #open: string | undefined;

  /** How many lines the next snapshot should have. */
  get tail(): number {
    return Math.min(this.#total ?? WHOLE, WHOLE) + MARGIN;
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
    const isWhole = lines.length + (open === undefined ? 0 : 1) < tail;
    // A line without a line feed may still grow: it counts when it was there the last time too.
    if (open !== undefined && (open === this.#open || open === this.#seen.at(-1))) lines.push(open);
    const start = this.#start(lines, isWhole);
    if (start === undefined && !isWhole) return undefined;
    // A log that does not hold what was seen has begun anew: all of it is new.
    const fresh = lines.slice(start ?? 0);
    this.#total = isWhole ? lines.length : (this.#total ?? 0) + fresh.length;
    this.#isWhole = isWhole;
    this.#seen = lines.slice(-WHOLE);
    this.#open = open;
    return fresh;
  }

  #start(lines: readonly string[], isWhole: boolean): number | undefined {
    if (this.#total === undefined) return 0;
    if (!this.#isWhole) return this.#compared(lines);
    // Of a log that was short enough to be counted, the longer snapshot is: comparing would mistake equal lines.
    if (!isWhole && this.#total <= WHOLE) return undefined;
    // Counting fails when the head of the log was cut off, or when the server gives fewer lines than it is asked for.
    return (isWhole ? this.#begin(lines, this.#total) : undefined) ?? this.#compared(lines);
  }

  /** Less than a margin of equal lines proves nothing: logs repeat themselves. */
  #compared(lines: readonly string[]): number | undefined {
    const least = Math.min(this.#seen.length, MARGIN);
    for (let end = lines.length; end > 0 && end >= least; end--) {
      const start = this.#begin(lines, end);
      if (start !== undefined) return start;
    }
    return undefined;
  }

  /** Where the new lines begin, if what was seen ends at `end`. A line that has grown since is new. */
  #begin(lines: readonly string[], end: number): number | undefined {
    const seen = this.#seen;
    if (end > lines.length) return undefined;
    if (seen.length === 0) return 0;
    const last = seen.at(-1);
    const now = lines[end - 1];
    const hasGrown = now !== last;
    if (hasGrown && !(this.#open !== undefined && this.#open === last && now?.startsWith(this.#open))) {
      return undefined;
    }
    for (let back = 2; back <= Math.min(end, seen.length); back++) {
      if (lines[end - back] !== seen[seen.length - back]) return undefined;
    }
    return hasGrown ? end - 1 : end;
  }
}
