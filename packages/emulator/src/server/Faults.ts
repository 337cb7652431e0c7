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

/**
 * How a request fails:
 * - `reset`: the connection breaks before anything is done.
 * - `drop`: it is done, and the connection breaks before the answer.
 * - a status, such as 503: it is refused with that, and nothing is done.
 */
export type Fault = 'reset' | 'drop' | number;

/** Says of each request how it fails; `undefined` lets it pass. */
export type Faults = (request: FaultyRequest) => Fault | undefined;
