import { isLoopback } from '../options/endpoints.ts';

/** Larger differences are not believed, but of an emulator: a server could collect signatures for later years. In ms. */
const FARTHEST_MS = 24 * 60 * 60 * 1000;
/** Smaller differences are no skew: `Date` has whole seconds, and the request takes time. In ms. */
const LEAST_MS = 10_000;

/** The time when a request was sent. */
export interface Sent {
  /** By the server's clock, as far as it was known: ms since 1970. */
  readonly time: number;
  /** By `performance.now()`. */
  readonly at: number;
}

/** Remembers the clocks of servers: signatures and tokens hold for a minute only. */
export class ServerClock {
  readonly #offsets = new Map<string, number>();

  /** How far the clock of `origin` is ahead of this machine's, in ms. */
  offset(origin: string): number {
    return this.#offsets.get(origin) ?? 0;
  }

  /**
   * Learns from the `Date` of a response that refused a request, at the middle of its round trip.
   *
   * @param sent - When it was sent: by the server's clock, as far as it was known, and by `performance.now()`.
   * @returns whether the server's clock shows another time, so that signing again may help.
   */
  learn(origin: string, headers: Readonly<Record<string, string>>, sent: Sent): boolean {
    // A cached response has the time when it was cached.
    if (headers['age'] !== undefined) return false;
    // Measured by the monotonic clock: the system clock may have been set meanwhile.
    const way = (performance.now() - sent.at) / 2;
    const middle = Date.parse(headers['date'] ?? '') + 500;
    const offset = middle - (Date.now() - way);
    const farthest = isEmulator(origin, headers) ? Number.MAX_VALUE : FARTHEST_MS;
    if (!(Math.abs(offset) <= farthest) || Math.abs(middle - way - sent.time) < LEAST_MS) return false;
    this.#offsets.set(origin, offset);
    return true;
  }

  /** Forgets the clock of a server that also refuses requests signed by it. */
  forget(origin: string): void {
    this.#offsets.delete(origin);
  }
}

/**
 * Whether a response comes from an emulator on this machine, whose clock can be set to any time. It speaks plain HTTP: a
 * platform behind a tunnel on this machine has a certificate.
 */
export function isEmulator(origin: string, headers: Readonly<Record<string, string>>): boolean {
  if (headers['x-emulated-time'] === undefined) return false;
  const { protocol, hostname } = new URL(origin);
  return protocol === 'http:' && isLoopback(hostname);
}

/**
 * Returns the server's time of a response, in ms since 1970, to compare with dates in its headers. This
 * machine's time when the response has no `Date`, or comes from a cache.
 */
export function serverTime(headers: Readonly<Record<string, string>>): number {
  const date = Date.parse(headers['date'] ?? '');
  return Number.isNaN(date) || headers['age'] !== undefined ? Date.now() : date;
}
