import type { Host } from './Host.ts';

/** What of a request decides whether it fails. */
export interface FaultyRequest {
  /** The host that it came to. */
  host: Host;
  /** The HTTP method. */
  method: string;
  /** The request target: path and query, as they came. */
  target: string;
}

/** A request that is refused: nothing is done. */
export interface Refusal {
  /** The HTTP status: 503, say. */
  status: number;
  /** `Retry-After` of the answer, in seconds. Default: none. */
  retryAfter?: number;
}

/** A request that is done and answered, but late. */
export interface Delay {
  /**
   * How long it takes to do, in ms. A client that gives up does not stop it, and one that comes back meanwhile with the
   * same `Idempotency-Key` waits for it. Downloads and streams begin at once. Default: 0.
   */
  workMs?: number;
  /** How long the answer is held back when all is done, in ms. Default: 0. */
  answerMs?: number;
}

/**
 * How a request fails:
 * - `reset`: the connection breaks before anything is done.
 * - `drop`: it is done, and the connection breaks before the answer.
 * - `cut`: it is done, and the connection breaks in the middle of the answer: in its body, or in its head if it has none.
 * - a status, such as 503, or a {@link Refusal}: it is refused with that, and nothing is done.
 * - a {@link Delay}: it is done, late.
 */
export type Fault = 'reset' | 'drop' | 'cut' | number | Refusal | Delay;

/** Says of each request how it fails; `undefined` lets it pass. */
export type Faults = (request: FaultyRequest) => Fault | undefined;
