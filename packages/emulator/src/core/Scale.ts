/** A number that moves with a source: at its pace, n times as fast, or not at all. */
export class Scale {
  readonly #source: () => number;
  #at: number;
  #value: number;

  /** @param source - What it follows, in ms. */
  constructor(source: () => number) {
    this.#source = source;
    this.#at = source();
    this.#value = this.#at;
  }

  /** The number now, if it has moved at `rate` since it was set. */
  read(rate: number): number {
    return this.#value + (this.#source() - this.#at) * rate;
  }

  /** How far it is ahead of its source. */
  ahead(rate: number): number {
    const source = this.#source();
    return this.#value + (source - this.#at) * rate - source;
  }

  /** Sets the number, as a whole number: sums of them are exact. */
  set(value: number): void {
    this.#at = this.#source();
    this.#value = Math.round(value);
  }

  /** Moves the number that it had when it was last set. It has moved on from there since. */
  moveTo(value: number): void {
    this.#value = value;
  }

  /** Returns to the source. */
  reset(): void {
    this.#at = this.#source();
    this.#value = this.#at;
  }
}
