/** One call, as far as it has come: what its errors tell. */
export interface Attempt {
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** The URL that was asked for. */
  readonly url: URL;
  /** Whether the wire has got it; until then the server cannot have seen it. */
  sent: boolean;
}
