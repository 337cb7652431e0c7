/** Whether retries under an `Idempotency-Key` are safe: `auto` waits until the server has shown it. */
export type KeyTrust = boolean | 'auto';

/**
 * Remembers which origins have shown that they honour `Idempotency-Key`, by the `Idempotent-Replayed` header of their
 * responses: `true` on a replayed response, `false` on any other response to a request with a key.
 */
export class KeySupport {
  readonly #trust: KeyTrust;
  /** `says`: every response has the header. `replays`: it has replayed a response. `mixed`: some backends ignore keys. */
  readonly #known = new Map<string, 'says' | 'replays' | 'mixed'>();

  constructor(trust: KeyTrust) {
    this.#trust = trust;
  }

  /** Whether this origin processes two requests with the same key once. */
  honours(origin: string): boolean {
    if (this.#trust !== 'auto') return this.#trust;
    const known = this.#known.get(origin);
    return known === 'says' || known === 'replays';
  }

  /**
   * Learns from the response to a request with a key.
   *
   * @param isFirst - Whether this was the first request with that key: its response cannot be a replay.
   * @returns `false` when the response contradicts earlier ones of this origin: this backend ignores keys.
   */
  learn(
    origin: string,
    { status, headers }: { status: number; headers: Readonly<Record<string, string>> },
    isFirst: boolean,
  ): boolean {
    const known = this.#known.get(origin);
    if (known === 'mixed') return true;
    const said = headers['idempotent-replayed']?.trim().toLowerCase();
    if (said === 'false') this.#known.set(origin, 'says');
    else if (said === 'true' && !isFirst && known === undefined) this.#known.set(origin, 'replays');
    const isContradiction = known === 'says' && said === undefined && status >= 200 && status < 300;
    // For good: any backend may respond next.
    if (isContradiction) this.#known.set(origin, 'mixed');
    return !isContradiction;
  }
}
