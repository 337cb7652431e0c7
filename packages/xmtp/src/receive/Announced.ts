/** How often a conversation with many announced messages is polled: each poll brings several. In ms. */
const BUSY_MS = 75;
/** A conversation is busy when this many messages are announced within this time, in ms. */
const BUSY = { messages: 15, ms: 250 };

/** The messages of a conversation that the server has announced, and what they mean for the next poll. */
export class Announced {
  #isAnnounced = false;
  #isNamed = true;
  /** When the last ones were announced, by `performance.now()`: as many as make a conversation busy. */
  #at: number[] = [];
  /** When the last poll ended, by `performance.now()`. */
  #polledAt = Number.NEGATIVE_INFINITY;

  /** Notes a message. `isNamed`: whether its id is known. */
  note(isNamed: boolean): void {
    this.#isAnnounced = true;
    this.#isNamed &&= isNamed;
    this.#at.push(performance.now());
    if (this.#at.length > BUSY.messages) this.#at.shift();
  }

  /** Whether messages were announced since the last call, and whether the ids of all are known. */
  take(): { readonly isAnnounced: boolean; readonly isNamed: boolean } {
    const isAnnounced = this.#isAnnounced;
    const isNamed = isAnnounced && this.#isNamed;
    this.#isAnnounced = false;
    this.#isNamed = true;
    return { isAnnounced, isNamed };
  }

  /** Notes that a poll has ended. */
  polled(): void {
    this.#polledAt = performance.now();
  }

  /** How long the next poll waits for more messages, in ms: 0 unless the conversation is busy. */
  get pauseMs(): number {
    const [first = Number.NEGATIVE_INFINITY] = this.#at;
    const now = performance.now();
    const isBusy = this.#at.length === BUSY.messages && now - first < BUSY.ms;
    return isBusy ? Math.max(0, this.#polledAt + BUSY_MS - now) : 0;
  }
}
