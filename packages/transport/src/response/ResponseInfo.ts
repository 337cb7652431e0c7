/** How much more may be asked, as the server tells in the headers of an answer. */
export interface RateLimit {
  /** How many requests a window has. */
  limit?: number | undefined;
  /** How many are left of it. */
  remaining?: number | undefined;
  /** When the next window begins, in ms from now. */
  resetMs?: number | undefined;
}

/** The head of an answer. */
export interface ResponseInfo {
  /** The HTTP status. */
  readonly status: number;
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** `X-Request-Id`: quote it when you ask for help. */
  readonly requestId: string | undefined;
  /** How many attempts the call took: 1, unless something had to be repeated. */
  readonly attempts: number;
  /** How much more may be asked, where the server tells. */
  readonly rateLimit: RateLimit | undefined;
}
