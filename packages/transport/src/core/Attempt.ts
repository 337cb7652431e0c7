/** The target of a request. */
export interface Target {
  readonly origin: string;
  /** Its `Idempotency-Key`; `undefined` without one. */
  readonly key: string | undefined;
}

/** One call, as far as it has come: what its errors tell. */
export interface Attempt {
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** The URL that was asked for. */
  readonly url: URL;
  /** Which attempt this is: 1 for the first. */
  number: number;
  /** Whether the wire has got this attempt; until then the server cannot have seen it. */
  sent: boolean;
  /** Whether the connection of this attempt is known to be secure. */
  secured?: boolean;
  /** Whether the server may have done what an earlier attempt asked for. */
  mayBeDone: boolean;
  /** The target and `Idempotency-Key` of the last request. */
  last: Target | undefined;
  /** The target and key of all further attempts: an earlier one may have been done there. */
  bound: Target | undefined;
  /** The key generated for this call, until a request has carried it. */
  freshKey: string | undefined;
  /** What authenticated this attempt: cut out of whatever is said about it. */
  secrets: readonly string[];
}
