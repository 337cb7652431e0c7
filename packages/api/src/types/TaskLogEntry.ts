import { optional, type Schema, shape, text } from '../schema.ts';

/** A line of progress on a task. */
export interface TaskLogEntry {
  /** What happened. */
  message: string;
  /** What kind of thing happened, as one word. */
  event?: string;
}

/** The schema of {@link TaskLogEntry}. */
export const taskLogEntrySchema: Schema<TaskLogEntry> = shape<TaskLogEntry>({
  message: text,
  event: optional(text),
});
