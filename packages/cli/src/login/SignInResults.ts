/** A sign-in that came back from the dashboard through the browser, or was pasted. */
export interface SignInResult {
  /** The key that the dashboard issued. */
  apiKey: string;
  /** The e-mail address of its owner, as the dashboard says. */
  email: string | undefined;
  /** The proof that it belongs to this sign-in: the state, the person who pasted it, or nothing yet. */
  by: 'state' | 'paste' | 'nothing';
}

/**
 * The results of a sign-in, from the browser or pasted, as a queue. A decisive one, which is an error or a result bound by the
 * state, comes before those that need a confirmation.
 */
export class SignInResults {
  readonly #waiting: SignInResult[] = [];
  readonly #decision = new AbortController();
  #decisive: SignInResult | Error | undefined;
  #wake: (() => void) | undefined;

  /** The number of results that wait for a confirmation. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Aborts when the sign-in is decided: no other result is needed then. */
  get decided(): AbortSignal {
    return this.#decision.signal;
  }

  /** Adds a result; an error ends the sign-in. Of several decisive ones the first counts. */
  push(result: SignInResult | Error): void {
    if (!(result instanceof Error) && result.by !== 'state') this.#waiting.push(result);
    else if (!this.decided.aborted) {
      this.#decisive = result;
      this.#decision.abort();
    }
    this.#wake?.();
  }

  /** Resolves with the next result, for one caller at a time. Throws if it is an error. */
  async next(): Promise<SignInResult> {
    for (;;) {
      const result = this.#decisive ?? this.#waiting.shift();
      if (result instanceof Error) throw result;
      if (result) return result;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
