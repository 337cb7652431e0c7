/** Texts that a brain keeps, by key. They survive a restart if the agent has a `memory`. */
export interface BrainMemory {
  /** Returns the text of a key. */
  get(key: string): string | undefined;
  /**
   * Stores the text of a key, or with `undefined` removes it. The oldest texts are dropped when all of them exceed 2 Mi
   * characters.
   *
   * @returns a promise that is resolved when it is stored. It does not reject: `onError` gets the error.
   */
  set(key: string, text: string | undefined): Promise<void>;
}
