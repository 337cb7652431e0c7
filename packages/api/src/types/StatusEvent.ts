import { optional, type Schema, shape, text } from '../schema.ts';

/** Something to note about an agent's status. */
export interface StatusEvent {
  /** What kind of thing, in one word. */
  type: string;
  /** What happened, for people to read. */
  message?: string;
}

/** The schema of {@link StatusEvent}. */
export const statusEventSchema: Schema<StatusEvent> = shape<StatusEvent>({
  type: text,
  message: optional(text),
});
