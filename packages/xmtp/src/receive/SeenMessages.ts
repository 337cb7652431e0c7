/** The ids of the messages that were seen last, each with its poll. The oldest are forgotten. */
export class SeenMessages {
  // A Map keeps the order of insertion: the first id is the oldest.
  readonly #polls = new Map<string, number>();
  readonly #capacity: number;
  /** The id that was seen last. */
  newest: string | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The number of remembered ids. */
  get size(): number {
    return this.#polls.size;
  }

  /** The remembered ids, the oldest first. */
  ids(): string[] {
    return [...this.#polls.keys()];
  }

  /** Remembers a message. Returns `false` for one that is remembered already. */
  add(id: string, poll: number): boolean {
    if (this.#polls.has(id)) return false;
    this.#polls.set(id, poll);
    this.newest = id;
    if (this.#polls.size > this.#capacity) {
      for (const first of this.#polls.keys()) {
        this.#polls.delete(first);
        break;
      }
    }
    return true;
  }

  /** Whether a message is remembered. */
  has(id: string): boolean {
    return this.#polls.has(id);
  }

  /** The poll in which a message was first seen; `undefined` if it is not remembered. */
  pollOf(id: string): number | undefined {
    return this.#polls.get(id);
  }
}
