import { optional, type Schema, shape, text } from '../schema.ts';

/** A conversation between two. */
export interface XMTPConversation {
  /** Unique id. */
  id: string;
  /** The name of the other one. */
  peer: string;
  /** The text of the newest message. */
  last_message?: string;
  /** When that was sent: ISO 8601. */
  last_message_at?: string;
}

/** The schema of {@link XMTPConversation}. */
export const xmtpConversationSchema: Schema<XMTPConversation> = shape<XMTPConversation>({
  id: text,
  peer: text,
  last_message: optional(text),
  last_message_at: optional(text),
});
