/** Stores the position of one consumer, for one process at a time. */
export interface InboxStore {
  /** Returns the text that was saved last; `undefined` if there is none. */
  load(): Promise<string | undefined>;
  /** Replaces the saved text atomically. */
  save(text: string): Promise<void>;
  /** @throws SessionError `inbox_lost` when another process has it now. */
  assertHeld(): Promise<void>;
  /** Releases the position for other processes. Never fails. */
  release(): Promise<void>;
}
