/** How many messages are remembered. */
const MOST = 1_000;

/** What was sent before, for the arrow keys. It is kept in memory only: what is said to agents is nobody else's business. */
export class History {
  readonly #entries: string[] = [];
  /** Where the arrows are; behind the last entry is what was being typed. */
  #position = 0;
  #draft = '';

  /** Remembers a message, unless it is the last one again. */
  add(text: string): void {
    if (text !== '' && text !== this.#entries.at(-1)) this.#entries.push(text);
    if (this.#entries.length > MOST) this.#entries.shift();
    this.#position = this.#entries.length;
    this.#draft = '';
  }

  /**
   * The entry before (-1) or after (1) this one; `undefined` when there is none.
   *
   * @param typed - What stands in the line now; it is what comes after the last entry.
   */
  move(step: -1 | 1, typed: string): string | undefined {
    const next = this.#position + step;
    if (next < 0 || next > this.#entries.length) return undefined;
    if (this.#position === this.#entries.length) this.#draft = typed;
    this.#position = next;
    return this.#entries[next] ?? this.#draft;
  }
}
