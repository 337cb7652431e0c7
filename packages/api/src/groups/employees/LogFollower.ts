/** How many lines more than those already seen are asked for, and how many equal lines in a row prove a place. */
const MARGIN = 500;
/** How many lines are remembered; longer logs are not fetched whole, unless they repeat themselves. */
const WINDOW = 5_000;

/**
 * Tells which lines of a log are new, from snapshots of its end.
 *
 * A log that is fetched whole is counted, so that equal lines are told apart. Of a longer one the end of what was seen is
 * looked for in the snapshot; when it is not there, or could be at more than one place, the next snapshot has to be
 * longer, up to the whole log.
 *
 * Exact for logs that keep their head, unless one of more than {@link WINDOW} lines repeats, between two looks and for
 * the first time, {@link WINDOW} - {@link MARGIN} lines or more, line for line.
 */
export class LogFollower {
  /** The last whole lines that were seen; before the first snapshot there are none. */
  #seen: readonly string[] | undefined;
  /** The number of whole lines. Unknown until the log was fetched whole once. */
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
   * @param tail - How many lines were asked for.
   * @returns the new lines, or `undefined` when a longer snapshot is needed to tell.
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
    // What repeats itself has to be counted from now on.
    if (repeats && total === undefined) return undefined;

    const given = this.#isOpenGiven ? this.#open : undefined;
    // A line that has grown since it was given is new.
    const fresh = lines.slice(given !== undefined && lines[start] === given ? start + 1 : start);
    // A line without a line feed may still grow: it is given when it was there the last time too.
    const isSameOpen = open !== undefined && start === lines.length && open === this.#open;
    if (isSameOpen && given === undefined) fresh.push(open);
    this.#seen = seen;
    this.#total = total;
    this.#repeats = repeats;
    this.#open = open;
    this.#isOpenGiven = isSameOpen;
    return fresh;
  }

  /** Where the lines begin that come after those already seen; `undefined` when a longer snapshot is needed. */
  #start(lines: readonly string[], open: string | undefined, isWhole: boolean): number | undefined {
    const seen = this.#seen;
    if (!seen) return 0;
    const isCountable = this.#total !== undefined && (this.#total <= WINDOW || this.#repeats);
    if (isCountable && !isWhole) return undefined;
    const places = this.#places(seen, lines, open);
    // Counting fails when the head of the log was cut off, or when the server gives fewer lines than it is asked for.
    if (isWhole && this.#total !== undefined && places.includes(this.#total)) return this.#total;
    if (isWhole || places.length === 1) {
      // A log that does not hold what was seen has begun anew: all of it is new.
      return places[0] ?? 0;
    }
    return undefined;
  }

  /** Where what was seen could end, the last place first. Less than a margin of equal lines proves nothing. */
  #places(seen: readonly string[], lines: readonly string[], open: string | undefined): number[] {
    const given = this.#isOpenGiven ? this.#open : undefined;
    // From the end: how many lines before each place are those that were seen.
    const equal = prefixLengths([...seen].reverse(), [...lines].reverse());
    const places: number[] = [];
    for (let end = lines.length; end >= Math.min(seen.length, MARGIN); end--) {
      const isSeen = (equal[lines.length - end] ?? 0) >= Math.min(seen.length, end);
      if (isSeen && (given === undefined || (lines[end] ?? open)?.startsWith(given))) places.push(end);
    }
    return places;
  }
}

/** Whether the last lines, a margin of them, stand anywhere before. */
function comesTwice(lines: readonly string[]): boolean {
  const reversed = [...lines].reverse();
  return prefixLengths(reversed, reversed.slice(1)).some((length) => length >= MARGIN);
}

/** For each place in a text, how much of a pattern begins there (the Z algorithm). In time that grows with both alone. */
function prefixLengths(pattern: readonly string[], text: readonly string[]): number[] {
  // Nothing is equal to what stands between them.
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
