/** Options of one poll. */
export interface ReceiveOptions {
  /** The most messages to return; the rest come with the next call. Default: all. */
  limit?: number | undefined;
  /** Ends the request. */
  signal?: AbortSignal | undefined;
}
