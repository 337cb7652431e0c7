import { oneOf, optional, record, type Schema, shape, text } from '../schema.ts';

/** Something that an agent did, or that was done to it. */
export interface ActivityEvent {
  /** Unique id. */
  id: string;
  /** What it belongs to. */
  category: 'task' | 'message' | 'standup' | 'session' | 'xmtp' | 'lifecycle' | 'chat' | 'terminal';
  /** What kind of thing, in one word. */
  type: string;
  /** What happened, for people to read. */
  summary: string;
  /** When: ISO 8601. */
  timestamp: string;
  /** More about it. */
  metadata?: Record<string, unknown>;
}

/** The schema of {@link ActivityEvent}. */
export const activityEventSchema: Schema<ActivityEvent> = shape<ActivityEvent>({
  id: text,
  category: oneOf('task', 'message', 'standup', 'session', 'xmtp', 'lifecycle', 'chat', 'terminal'),
  type: text,
  summary: text,
  timestamp: text,
  metadata: optional(record),
});
