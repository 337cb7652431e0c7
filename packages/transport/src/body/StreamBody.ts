/** A request's body that is made as it is sent: what is in it never stands in memory as a whole. */
export interface StreamBody {
  /** Its media type. */
  readonly contentType: string;
  /** How many bytes it has, if that is known beforehand. */
  readonly length?: number | undefined;
  /** Whether it can be opened again, for another attempt; one that cannot is sent once. */
  readonly isReplayable: boolean;
  /** The same as a `Blob`, where that copies nothing: for browsers, whose requests cannot be streams. */
  readonly blob?: (() => Blob) | undefined;
  /**
   * Begins to read it. Each chunk is the reader's until it asks for the next one: the source may fill the same memory anew.
   */
  open(): AsyncIterable<Uint8Array>;
}
