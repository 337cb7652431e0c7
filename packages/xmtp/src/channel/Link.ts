import type { Semaphore } from '../async/Semaphore.ts';
import type { ListedConversations } from './ListedConversations.ts';

/** News of an office's event stream. */
export interface News {
  /** The id of the announced message, if known. */
  readonly id?: string | undefined;
  /** Whether the stream is lost: until it is back, only polling finds messages. */
  readonly isLost?: boolean;
}

/** The resources that the sessions of one office share. */
export interface Link {
  /** Limits the requests to the server. */
  readonly semaphore: Semaphore;
  /** The office's conversations as they were listed last. */
  readonly listed?: ListedConversations;
  /**
   * Calls `wake` when the server announces a message, and when its event stream is lost, until the returned function is
   * called.
   *
   * @param kind - Whether `name` is who wrote it, or the group that it was written to.
   */
  listen(kind: 'agent' | 'group', name: string, wake: (news: News) => void): () => void;
}
