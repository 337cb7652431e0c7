/** A server that is further off is not believed. */
const FARTHEST_MS = 24 * 60 * 60 * 1000;
/** `Date` has whole seconds and the way takes time: what differs less is no skew. */
const LEAST_MS = 10_000;

/** The time when a request was sent. */
export interface Sent {
  /** By the server's clock, as far as it was known: ms since 1970. */
  readonly time: number;
  /** By `performance.now()`. */
  readonly at: number;
}

/** The time by the clocks of servers, as far as they are known: signatures and tokens hold for a minute only. */
export class ServerClock {
  readonly #offsets = new Map<string, number>();

  /** How far the clock of `origin` is ahead of this machine's, in ms. */
  offset(origin: string): number {
    return this.#offsets.get(origin) ?? 0;
  }

  /**
   * Learns from the `Date` of an answer that refused a request, at the middle of its round trip.
   *
   * @param sent - When it was sent: by the server's clock, as far as it was known, and by `performance.now()`.
   * @returns whether it was another time by the server's clock, so that signing anew may help.
   */
  learn(origin: string, headers: Readonly<Record<string, string>>, sent: Sent): boolean {
    // The time of an answer out of a cache is the time when it got there.
    if (headers['age'] !== undefined) return false;
    // Measured by the monotonic clock: the system clock may have been set meanwhile.
    const way = (performance.now() - sent.at) / 2;
    const middle = Date.parse(headers['date'] ?? '') + 500;
    const offset = middle - (Date.now() - way);
    if (!(Math.abs(offset) <= FARTHEST_MS) || Math.abs(middle - way - sent.time) < LEAST_MS) return false;
    this.#offsets.set(origin, offset);
    return true;
  }

  /** Takes back what was learned from a server that refuses by its own clock too. */
  forget(origin: string): void {
    this.#offsets.delete(origin);
  }
}
