import type { Lane } from './Lane.ts';
import type { ListedConversations } from './ListedConversations.ts';

/** What the sessions of one office share. */
export interface Link {
  /** All that is asked of the server goes through it. */
  readonly lane: Lane;
  /** The office's conversations as they were listed last. */
  readonly listed?: ListedConversations;
  /**
   * Calls `wake` when the server announces a message, with its id where known, until the returned function is called.
   *
   * @param kind - Whether `name` is who wrote it, or the group that it was written to.
   */
  listen(kind: 'agent' | 'group', name: string, wake: (id?: string) => void): () => void;
}
