import type { Callback } from './Callback.ts';

/** What comes in while somebody signs in, in the order in which it came: from the browser, or pasted. */
export class Arrivals {
  readonly #arrived: (Callback | Error)[] = [];
  #wake: (() => void) | undefined;

  /** How many wait to be looked at. */
  get length(): number {
    return this.#arrived.length;
  }

  /** Adds one; an error ends the sign-in. */
  push(arrival: Callback | Error): void {
    this.#arrived.push(arrival);
    this.#wake?.();
  }

  /** Resolves with the next one, for one caller at a time; throws when it is an error. */
  async next(): Promise<Callback> {
    while (this.#arrived.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const arrival = this.#arrived.shift() as Callback | Error;
    if (arrival instanceof Error) throw arrival;
    return arrival;
  }
}
