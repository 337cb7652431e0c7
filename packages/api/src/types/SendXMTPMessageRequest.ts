import { type Schema, shape, text } from '../schema.ts';

/** A message to send. */
export interface SendXMTPMessageRequest {
  /**
   * The name of the sender: the agent that is signed in, or `admin-sdk` for a user. Only {@link XMTPAPI.send} takes the
   * addressee here: the agent that gets the message.
   */
  agent_id: string;
  /** The text. */
  content: string;
}

/** The schema of {@link SendXMTPMessageRequest}. */
export const sendXMTPMessageRequestSchema: Schema<SendXMTPMessageRequest> = shape<SendXMTPMessageRequest>({
  agent_id: text,
  content: text,
});
