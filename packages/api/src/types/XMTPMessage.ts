import { type Schema, shape, text } from '../schema.ts';

/** A message in a conversation. */
export interface XMTPMessage {
  /** Unique id. */
  id: string;
  /** The name of the sender. */
  from_agent: string;
  /** The text. Written by the sender: it may hold terminal escapes. */
  content: string;
  /** When it was sent: ISO 8601. Several messages may carry the same time. */
  created_at: string;
}

/** The schema of {@link XMTPMessage}. */
export const xmtpMessageSchema: Schema<XMTPMessage> = shape<XMTPMessage>({
  id: text,
  from_agent: text,
  content: text,
  created_at: text,
});
