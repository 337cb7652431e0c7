import type { Lane } from './Lane.ts';

/** What the sessions of one office share. */
export interface Link {
  /** All that is asked of the server goes through it. */
  readonly lane: Lane;
  /**
   * Has `wake` called when the server tells of a message, until the returned function is called.
   *
   * @param kind - Whether `name` is who wrote it, or the group that it was written to.
   */
  listen(kind: 'agent' | 'group', name: string, wake: () => void): () => void;
}
