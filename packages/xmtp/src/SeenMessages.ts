/** The ids of the messages that were seen last, in the order in which they were. Older ones are forgotten. */
export class SeenMessages {
  // A Map keeps the order of insertion: the oldest id is the first.
  readonly #ranks = new Map<string, number>();
  readonly #capacity: number;
  #next = 0;
  #newest: string | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#ranks.size;
  }

  /** The one that was seen last. */
  get newest(): string | undefined {
    return this.#newest;
  }

  /** Remembers a message. Returns `false` for one that is remembered already. */
  add(id: string): boolean {
    if (this.#ranks.has(id)) return false;
    this.#ranks.set(id, this.#next++);
    this.#newest = id;
    if (this.#ranks.size > this.#capacity) {
      for (const oldest of this.#ranks.keys()) {
        this.#ranks.delete(oldest);
        break;
      }
    }
    return true;
  }

  /** The place of a message in the order of seeing; `undefined` for one that is not remembered. */
  rankOf(id: string): number | undefined {
    return this.#ranks.get(id);
  }
}
