/** How answers are read while they grow. */
export interface AnswersOptions {
  /** Ends the loop, and whoever waits for more of an answer, with an error. */
  signal?: AbortSignal | undefined;
  /**
   * An answer that has not grown for so long has come to nothing, in ms: its agent may have died. Noticed with the next look;
   * a server that cannot be asked ends no answer. A message that comes all the same is an answer of its own. Default: 300,000.
   */
  idleTimeoutMs?: number | undefined;
}
