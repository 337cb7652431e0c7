/** The ids of the messages that were seen last, each with its poll. The oldest are forgotten. */
export class SeenMessages {
  // A Map keeps the order of insertion: the first id is the oldest.
  readonly #looks = new Map<string, number>();
  readonly #capacity: number;
  #newest: string | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The number of remembered ids. */
  get size(): number {
    return this.#looks.size;
  }

  /** The remembered ids, the oldest first. */
  ids(): string[] {
    return [...this.#looks.keys()];
  }

  /** The id that was seen last. */
  get newest(): string | undefined {
    return this.#newest;
  }

  /** Remembers a message. Returns `false` for one that is remembered already. */
  add(id: string, look: number): boolean {
    if (this.#looks.has(id)) return false;
    this.#looks.set(id, look);
    this.#newest = id;
    if (this.#looks.size > this.#capacity) {
      for (const first of this.#looks.keys()) {
        this.#looks.delete(first);
        break;
      }
    }
    return true;
  }

  /** Whether a message is remembered. */
  has(id: string): boolean {
    return this.#looks.has(id);
  }

  /** The poll in which a message was first seen; `undefined` if it is not remembered. */
  lookOf(id: string): number | undefined {
    return this.#looks.get(id);
  }
}
