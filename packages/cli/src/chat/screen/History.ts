/** The most messages to remember. */
const MOST = 1_000;

/** The messages that were sent, for the arrow keys. Kept in memory only: messages are private. */
export class History {
  readonly #entries: string[] = [];
  /** The current entry; after the last entry comes the draft. */
  #position = 0;
  #draft = '';

  /** Adds a message, unless it repeats the last one. */
  add(text: string): void {
    if (text !== '' && text !== this.#entries.at(-1)) this.#entries.push(text);
    if (this.#entries.length > MOST) this.#entries.shift();
    this.#position = this.#entries.length;
    this.#draft = '';
  }

  /**
   * Moves to the entry before (-1) or after (1) this one; returns `undefined` if there is none.
   *
   * @param typed - The text of the line, which becomes the draft after the last entry.
   */
  move(step: -1 | 1, typed: string): string | undefined {
    const next = this.#position + step;
    if (next < 0 || next > this.#entries.length) return undefined;
    if (this.#position === this.#entries.length) this.#draft = typed;
    this.#position = next;
    return this.#entries[next] ?? this.#draft;
  }
}
