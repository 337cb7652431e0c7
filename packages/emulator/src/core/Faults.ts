import type { Host } from './Host.ts';

/** A request that may fail. */
export interface FaultyRequest {
  /** The host that receives it. */
  host: Host;
  /** The HTTP method. */
  method: string;
  /** The request target: path and query, as on the wire. */
  target: string;
}

/** Refuses a request before it is processed. */
export interface Refusal {
  /** The HTTP status, such as 503. */
  status: number;
  /** `Retry-After` of the response, in seconds. Default: none. */
  retryAfter?: number;
}

/** Delays a request or its response. */
export interface Delay {
  /**
   * How long the request takes, in ms. It continues when its client gives up; a client that repeats it meanwhile with
   * the same `Idempotency-Key` waits for it. Downloads and streams begin at once. Default: 0.
   */
  workMs?: number;
  /** How long the response is delayed after the request was processed, in ms. Default: 0. */
  responseMs?: number;
}

/**
 * How a request fails:
 * - `reset`: the connection breaks, and the request is not processed.
 * - `drop`: the request is processed, and the connection breaks before the response.
 * - `cut`: the request is processed, and the connection breaks in the middle of the response: in its body, or in its
 *   head if it has no body.
 * - a status, such as 503, or a {@link Refusal}: the request is refused, and not processed.
 * - a {@link Delay}: the request is processed late.
 */
export type Fault = 'reset' | 'drop' | 'cut' | number | Refusal | Delay;

/** Decides how each request fails; `undefined` lets it succeed. */
export type Faults = (request: FaultyRequest) => Fault | undefined;
