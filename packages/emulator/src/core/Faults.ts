import type { Host } from './Host.ts';

/** A request that may fail. */
export interface FaultyRequest {
  /** The host that receives it. */
  host: Host;
  /** The HTTP method. */
  method: string;
  /** The request target: path and query, as on the wire. */
  target: string;
  /** The operation, such as `tasks.create`; absent for a route that is not in the contract. */
  operation?: string;
}

/** Refuses a request before it is processed. */
export interface Refusal {
  /** The HTTP status, such as 503. */
  status: number;
  /** `Retry-After` of the response, in seconds. Default: none. */
  retryAfter?: number;
}

/** Delays a request or its response, by the emulator's clock. */
export interface Delay {
  /**
   * How long the request takes, in ms. It continues when its client gives up; a client that repeats it meanwhile with
   * the same `Idempotency-Key` waits for it. Downloads and streams begin at once. Default: 0.
   */
  workMs?: number;
  /** How long the response is delayed after the request was processed, in ms. Default: 0. */
  responseMs?: number;
}

/** Sends the body of the response slowly. */
export interface SlowBody {
  /** The bytes of the body per second of the emulator's time. */
  bytesPerSecond: number;
}

/** Disturbs an event stream. Other responses are not changed. */
export interface StreamFault {
  /** How many events the stream sends before it stalls: nothing follows, and the connection stays open. Default: it does not stall. */
  stallAfter?: number;
  /**
   * `duplicate` sends each event twice. `reorder` exchanges the first event with the second, the third with the fourth, and so on;
   * an event that has no successor is sent with the next comment. Default: each event once, in order.
   */
  events?: 'duplicate' | 'reorder';
}

/** Sends a wrong `Date` header. The emulator's clock stays right. */
export interface DateSkew {
  /** How far `Date` is ahead of the emulator's clock, in ms; negative if it is behind. */
  dateSkewMs: number;
}

/**
 * How a request fails:
 * - `reset`: the connection breaks, and the request is not processed.
 * - `drop`: the request is processed, and the connection breaks before the response.
 * - `cut`: the request is processed, and the connection breaks in the middle of the response: in its body, or in its
 *   head if it has no body.
 * - a status, such as 503, or a {@link Refusal}: the request is refused, and not processed.
 * - a {@link Delay}: the request is processed late, or its response comes late.
 * - a {@link SlowBody}, a {@link StreamFault} or a {@link DateSkew}: the response is disturbed.
 *
 * An object can have the fields of several.
 */
export type Fault = 'reset' | 'drop' | 'cut' | number | Refusal | Delay | SlowBody | StreamFault | DateSkew;

/** Decides how each request fails; `undefined` lets it succeed. */
export type Faults = (request: FaultyRequest) => Fault | undefined;
