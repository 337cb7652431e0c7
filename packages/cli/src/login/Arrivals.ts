import type { Callback } from './Callback.ts';

/**
 * What comes in while somebody signs in: from the browser, or pasted. What decides it, the sign-in that proved itself or
 * an error, comes before all that somebody is asked about.
 */
export class Arrivals {
  readonly #waiting: Callback[] = [];
  readonly #decision = new AbortController();
  #decisive: Callback | Error | undefined;
  #wake: (() => void) | undefined;

  /** How many wait to be asked about. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Fires when the sign-in is decided: then no other answer is needed. */
  get decided(): AbortSignal {
    return this.#decision.signal;
  }

  /** Adds one; an error ends the sign-in. Of those that decide it the first counts. */
  push(arrival: Callback | Error): void {
    if (!(arrival instanceof Error) && arrival.by !== 'state') this.#waiting.push(arrival);
    else if (!this.decided.aborted) {
      this.#decisive = arrival;
      this.#decision.abort();
    }
    this.#wake?.();
  }

  /** Resolves with the next one, for one caller at a time; throws when it is an error. */
  async next(): Promise<Callback> {
    for (;;) {
      const arrival = this.#decisive ?? this.#waiting.shift();
      if (arrival instanceof Error) throw arrival;
      if (arrival) return arrival;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
