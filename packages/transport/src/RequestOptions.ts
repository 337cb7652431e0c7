/** What every call takes as its last argument. */
export interface RequestOptions {
  /** Ends the request when it fires; the call rejects with an {@link AbortedError}. */
  signal?: AbortSignal | undefined;
  /**
   * How long to wait, in ms; 0 waits for ever. Default: the client's (30,000). For a stream or a download it limits each
   * wait for more, not the whole.
   */
  timeout?: number | undefined;
  /** Headers to add. They cannot replace the ones that authenticate. */
  headers?: Readonly<Record<string, string>> | undefined;
}
