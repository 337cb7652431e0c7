/** A quiet conversation is read at least once in this many rounds. */
const RAREST = 12;

/**
 * Chooses which conversations to read in each round of polling, if no events announce news: conversations with recent
 * messages every round, the others less and less often, up to a limit in one round.
 */
export class Rounds {
  readonly #rests = new Map<string, { every: number; waited: number }>();

  /** Notes that a conversation had news: the next round reads it again. */
  heard(id: string): void {
    this.#rests.set(id, { every: 1, waited: 0 });
  }

  /** Forgets a conversation that is gone. */
  forget(id: string): void {
    this.#rests.delete(id);
  }

  /**
   * Begins a round, and chooses those that have waited longest.
   *
   * @param ids - All conversations.
   * @param most - The most to choose.
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
