const MOST_EDITS = 4;

/**
 * Finds the candidate most like a word, for "Did you mean …?".
 *
 * @param word - The word as it was written.
 * @param candidates - The words that exist.
 * @returns the nearest one; `undefined` when none differs in a third of its letters or fewer, and in at most four.
 *
 * @example
 * ```ts
 * import { closest } from '@mitosislabs/auth/errors';
 *
 * console.log(closest('timout', ['timeout', 'signal'])); // timeout
 * ```
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  // With more edits the search takes long, and finds unrelated words.
  const most = Math.min(MOST_EDITS, Math.max(1, Math.floor(word.length / 3)));
  for (let edits = 0; edits <= most; edits++) {
    const found = candidates.find((candidate) => isWithin(word, candidate, edits));
    if (found) return found;
  }
  return undefined;
}

/**
 * Returns the candidates that share most pairs of letters with a word, the nearest first.
 *
 * @param word - The word as it was written.
 * @param candidates - The words that exist.
 * @param most - How many to return.
 */
export function nearest(word: string, candidates: readonly string[], most: number): readonly string[] {
  const text = word.toLowerCase();
  const shared = (candidate: string): number =>
    [...candidate.toLowerCase()].filter((letter, at, own) => text.includes(letter + (own[at + 1] ?? '')))
      .length / candidate.length;
  return [...candidates].sort((a, b) => shared(b) - shared(a)).slice(0, most);
}

/**
 * Whether at most `edits` changes turn `a` into `b`: a letter is inserted, deleted, replaced, or swapped with the next
 * one.
 */
function isWithin(a: string, b: string, edits: number): boolean {
  if (a === b || edits === 0) return a === b;
  const [rest, other] = [a.slice(1), b.slice(1)];
  if (a[0] === b[0]) return isWithin(rest, other, edits);
  if (a[0] === b[1] && a[1] === b[0] && isWithin(a.slice(2), b.slice(2), edits - 1)) return true;
  return isWithin(rest, b, edits - 1) || isWithin(a, other, edits - 1) || isWithin(rest, other, edits - 1);
}
