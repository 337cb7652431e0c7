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
  /** Whether the server may have done what an earlier attempt asked for. */
  mayBeDone: boolean;
  /** What authenticated this attempt: cut out of whatever is said about it. */
  secrets: readonly string[];
}
