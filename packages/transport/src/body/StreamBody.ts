/** A request's body that is read while it is sent, so that it is never in memory as a whole. */
export interface StreamBody {
  /** Its media type. */
  readonly contentType: string;
  /** Its length in bytes, if known beforehand. */
  readonly length?: number | undefined;
  /** Whether it can be opened again for a retry. If not, it is sent once. */
  readonly isReplayable: boolean;
  /** Returns the same as a `Blob` without a copy, for browsers, whose requests cannot be streams. */
  readonly blob?: (() => Blob) | undefined;
  /**
   * Begins to read it. A chunk is valid until the next one is read: the source may reuse its memory.
   */
  open(): AsyncIterable<Uint8Array>;
}
