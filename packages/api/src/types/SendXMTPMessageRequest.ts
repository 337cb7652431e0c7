import { type Schema, shape, text } from '../schema.ts';

/** A message to send. */
export interface SendXMTPMessageRequest {
  /** The name of the sender: the agent that is signed in, or `admin-sdk` for a user. */
  agent_id: string;
  /** The text. */
  content: string;
}

/** The schema of {@link SendXMTPMessageRequest}. */
export const sendXMTPMessageRequestSchema: Schema<SendXMTPMessageRequest> = shape<SendXMTPMessageRequest>({
  agent_id: text,
  content: text,
});
