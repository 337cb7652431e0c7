import { number, type Schema, shape, text } from '../schema.ts';

/** A chat that somebody had with an agent. */
export interface ChatSession {
  /** What names it to `events.chatEvents`. */
  session_key: string;
  /** When it began: ISO 8601. */
  started_at: string;
  /** How many messages it has. */
  messages: number;
}

/** The schema of {@link ChatSession}. */
export const chatSessionSchema: Schema<ChatSession> = shape<ChatSession>({
  session_key: text,
  started_at: text,
  messages: number,
});
