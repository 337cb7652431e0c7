/** Keeps the position of one consumer, which only one process has at a time. */
export interface InboxStore {
  /** What was saved last; `undefined` when nothing was. */
  load(): Promise<string | undefined>;
  /** Replaces what was saved, as a whole or not at all. */
  save(text: string): Promise<void>;
  /** @throws SessionError `inbox_lost` when another process has it now. */
  assertHeld(): Promise<void>;
  /** Lets others have it. Never fails. */
  release(): Promise<void>;
}
