import type { Host } from '../core/Host.ts';

/** A request that a client made. Secrets are redacted. */
export interface LoggedRequest {
  /** Its `X-Request-Id`. */
  id: string;
  /** When it arrived, in ms since 1970, by the emulator's clock. */
  time: number;
  /** How long it took, in real ms; for a stream, until it ended. */
  durationMs: number;
  /** The host. */
  host: Host;
  /** The HTTP method. */
  method: string;
  /** The request target: path and query. */
  target: string;
  /** The operation, such as `tasks.create`; absent for a route that is not in the contract. */
  operation?: string;
  /** The office in the path. */
  officeId?: string;
  /** The agent that the request is about. */
  agent?: string;
  /** The caller; absent when it is not known. */
  caller?: {
    /** Whether it is a user or an agent. */
    kind: 'user' | 'agent';
    /** Its id. */
    id: string;
    /** A user's email, or an agent's name. */
    name: string;
  };
  /** The status of the response; 0 if none was sent. */
  status: number;
  /** Whether the connection ended before the response was complete: the client left, or a fault broke it. */
  incomplete?: boolean;
  /** The code and the message of an error. */
  error?: {
    /** The code. */
    code: string;
    /** The message. */
    message: string;
  };
  /** The fault that was applied, with the id of its rule. */
  fault?: {
    /** The id of its rule; absent for the function `faults`. */
    rule?: string;
    /** A description of the fault. */
    description: string;
  };
  /** Whether the response to an earlier request with the same `Idempotency-Key` was sent again. */
  replayed?: boolean;
  /** The headers of the request. */
  requestHeaders: Record<string, string>;
  /** The start of the request's body, as text; absent if there is none. Files are described, not kept. */
  requestBody?: string;
  /** The start of the response's body. */
  responseBody?: string;
  /** Whether it failed without a fault, and no call of `expect` named it. */
  unexpected: boolean;
}

/** Selects requests. All conditions must hold. */
export interface RequestQuery {
  /** The operation, or several; `tasks.*` is a group. */
  operation?: string | readonly string[];
  /** The HTTP method. */
  method?: string;
  /** Part of the request target. */
  target?: string;
  /** A user's id or email, or an agent's name. */
  caller?: string;
  /** The office. */
  officeId?: string;
  /** The agent that the request is about. */
  agent?: string;
  /** The status, or its class: 4 for 400 to 499. */
  status?: number;
  /** Only requests with, or without, a fault. */
  faulty?: boolean;
  /** Only requests that are unexpected, or are not. */
  unexpected?: boolean;
  /** Only requests that ended after the one with this id. If that one is not kept: all. */
  after?: string;
  /** How many of the last requests. Default: all that are kept. */
  limit?: number;
}

/**
 * The requests that clients made: the last 10,000, in at most 64 MiB. They are in the order in which they ended. Of each body the first
 * 16 KiB are kept.
 */
export interface RequestLog {
  /** Finds requests that have ended, oldest first. */
  requests(query?: RequestQuery): Promise<LoggedRequest[]>;
  /**
   * Returns the first request that meets the query, and that it has not returned yet, or waits until one ends. So it can be
   * called before the request is made, or after it: also over HTTP, where calls can overtake each other. With `after`, requests
   * that ended before that one do not count, and `clear` forgets those so far.
   * Rejects with `timeout` after `timeout` ms of real time (default: 5,000; at most 240,000), and when the signal aborts.
   */
  next(query?: RequestQuery, options?: { timeout?: number; signal?: AbortSignal }): Promise<LoggedRequest>;
  /** Yields requests as they end, until the signal aborts. With `after`, begins with those that ended after that one. */
  follow(query?: RequestQuery, options?: { signal?: AbortSignal }): AsyncIterableIterator<LoggedRequest>;
  /** Declares failures as expected: those that meet the query, past and future. */
  expect(query: RequestQuery): Promise<void>;
  /** Lists failed requests that are not due to a fault and not expected. */
  unexpected(): Promise<LoggedRequest[]>;
  /** Forgets all requests and expectations. */
  clear(): Promise<void>;
}
