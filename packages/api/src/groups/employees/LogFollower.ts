/** How many more lines than were seen before to request, and how many equal lines in a row prove a position. */
const MARGIN = 500;
/** How many lines are remembered. Longer logs are fetched whole only if they repeat themselves. */
const WINDOW = 5_000;

/**
 * Finds the new lines of a log in snapshots of its end.
 *
 * The lines of a log that is fetched whole are counted, so that equal lines are distinguished. In a longer log, the
 * lines seen last are searched for in the snapshot. If they are missing, or match in several places, the next snapshot
 * must be longer, up to the whole log.
 *
 * Exact for logs that keep their head. Exception: a log of more than {@link WINDOW} lines that repeats {@link WINDOW} -
 * {@link MARGIN} lines or more for the first time between two polls.
 */
export class LogFollower {
  /** The last whole lines that were seen; before the first snapshot there are none. */
  #seen: readonly string[] | undefined;
  /** The number of whole lines. Unknown until the whole log was fetched once. */
  #total: number | undefined;
  /** Whether the last lines seen also occur earlier in the log, so that a search may find the wrong place. */
  #repeats = false;
  /** The text after the last line feed. */
  #open: string | undefined;
  /** Whether {@link #open} was returned as a line. */
  #isOpenGiven = false;

  /** How many lines the next snapshot should have. */
  get tail(): number {
    const isCounted = this.#total !== undefined && (this.#total <= WINDOW || this.#repeats);
    return (isCounted ? (this.#total ?? 0) : WINDOW) + MARGIN;
  }

  /**
   * Takes a snapshot and returns what is new in it.
   *
   * @param logs - The last `tail` lines.
   * @param tail - How many lines were requested.
   * @returns the new lines, or `undefined` when a longer snapshot is needed.
   */
  take(logs: string, tail: number): string[] | undefined {
    const lines = logs.split('\n');
    const open = lines.pop() || undefined;
    const isWhole = lines.length + (open === undefined ? 0 : 1) < tail;
    const start = this.#start(lines, open, isWhole);
    if (start === undefined) return undefined;
    const seen = lines.slice(-WINDOW);
    const total = isWhole ? lines.length : this.#total && this.#total + lines.length - start;
    const repeats = lines.length > WINDOW && comesTwice(seen);
    // The lines repeat: count them from now on.
    if (repeats && total === undefined) return undefined;

    const given = this.#isOpenGiven ? this.#open : undefined;
    // A line that got longer after it was returned is new.
    const fresh = lines.slice(given !== undefined && lines[start] === given ? start + 1 : start);
    // A line without a line feed may get longer: it is returned if it was there at the previous poll too.
    const isSameOpen = open !== undefined && start === lines.length && open === this.#open;
    if (isSameOpen && given === undefined) fresh.push(open);
    this.#seen = seen;
    this.#total = total;
    this.#repeats = repeats;
    this.#open = open;
    this.#isOpenGiven = isSameOpen;
    return fresh;
  }

  /** The index of the first new line; `undefined` when a longer snapshot is needed. */
  #start(lines: readonly string[], open: string | undefined, isWhole: boolean): number | undefined {
    const seen = this.#seen;
    if (!seen) return 0;
    const isCountable = this.#total !== undefined && (this.#total <= WINDOW || this.#repeats);
    if (isCountable && !isWhole) return undefined;
    const places = this.#places(seen, lines, open);
    // Counting fails when the head of the log was cut off, or when the server returns fewer lines than requested.
    if (isWhole && this.#total !== undefined && places.includes(this.#total)) return this.#total;
    if (isWhole || places.length === 1) {
      // A log without the lines seen before has started again: all of it is new.
      return places[0] ?? 0;
    }
    return undefined;
  }

  /**
   * The positions where the lines seen before can end, the last one first. Fewer equal lines than the margin prove
   * nothing.
   */
  #places(seen: readonly string[], lines: readonly string[], open: string | undefined): number[] {
    const given = this.#isOpenGiven ? this.#open : undefined;
    // From the end: how many lines before each position equal the lines seen before.
    const equal = prefixLengths([...seen].reverse(), [...lines].reverse());
    const places: number[] = [];
    for (let end = lines.length; end >= Math.min(seen.length, MARGIN); end--) {
      const isSeen = (equal[lines.length - end] ?? 0) >= Math.min(seen.length, end);
      if (isSeen && (given === undefined || (lines[end] ?? open)?.startsWith(given))) places.push(end);
    }
    return places;
  }
}

/** Whether the last lines, as many as the margin, also occur earlier. */
function comesTwice(lines: readonly string[]): boolean {
  const reversed = [...lines].reverse();
  return prefixLengths(reversed, reversed.slice(1)).some((length) => length >= MARGIN);
}

/** For each position in a text, how much of a pattern begins there (the Z algorithm). Takes linear time. */
function prefixLengths(pattern: readonly string[], text: readonly string[]): number[] {
  // The separator differs from every line.
  const all: readonly unknown[] = [...pattern, Symbol(), ...text];
  const lengths = new Array<number>(all.length).fill(0);
  for (let at = 1, left = 0, right = 0; at < all.length; at++) {
    let length = at < right ? Math.min(right - at, lengths[at - left] ?? 0) : 0;
    while (at + length < all.length && all[length] === all[at + length]) length++;
    lengths[at] = length;
    if (at + length > right) [left, right] = [at, at + length];
  }
  return lengths.slice(pattern.length + 1);
}
