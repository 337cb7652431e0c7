/** A conversation in which nothing happens is read in one of so many rounds at the least. */
const RAREST = 12;

/**
 * Chooses what to read in each round of polling, where nothing tells what is new: a conversation in which something was found
 * in each round, the others ever more rarely, and never more than so many at once.
 */
export class Rounds {
  readonly #rests = new Map<string, { every: number; waited: number }>();

  /** Notes that something was new there: it is read in the next round again. */
  heard(id: string): void {
    this.#rests.set(id, { every: 1, waited: 0 });
  }

  /** Forgets one that is no longer there. */
  forget(id: string): void {
    this.#rests.delete(id);
  }

  /**
   * Begins a round, and chooses: first those that waited longest.
   *
   * @param ids - All that there are.
   * @param most - How many to choose at most.
   */
  choose(ids: readonly string[], most: number): string[] {
    for (const id of ids) {
      const rest = this.#rests.get(id) ?? { every: 1, waited: 0 };
      rest.waited++;
      this.#rests.set(id, rest);
    }
    const restOf = (id: string) => this.#rests.get(id) ?? { every: 1, waited: 0 };
    const chosen = ids
      .filter((id) => restOf(id).waited >= restOf(id).every)
      .sort((one, other) => restOf(other).waited - restOf(one).waited)
      .slice(0, most);
    for (const id of chosen) {
      this.#rests.set(id, { every: Math.min(restOf(id).every * 2, RAREST), waited: 0 });
    }
    return chosen;
  }
}
