/** The rate limit that the headers of a response state. */
export interface RateLimit {
  /** The number of requests of a window. */
  limit?: number | undefined;
  /** The number of requests left in it. */
  remaining?: number | undefined;
  /** The time until the next window, in ms. */
  resetMs?: number | undefined;
}

/** The head of a response. */
export interface ResponseInfo {
  /** The HTTP status. */
  readonly status: number;
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** `X-Request-Id`: quote it when you ask for help. */
  readonly requestId: string | undefined;
  /** The number of attempts: 1 without retries. */
  readonly attempts: number;
  /** The rate limit, if the server states it. */
  readonly rateLimit: RateLimit | undefined;
}
