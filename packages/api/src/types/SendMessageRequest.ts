import { type Schema, shape, text } from '../schema.ts';

/** A message on an office's bus. */
export interface SendMessageRequest {
  /** The name of the agent that it is for. */
  to: string;
  /** The text. */
  content: string;
}

/** The schema of {@link SendMessageRequest}. */
export const sendMessageRequestSchema: Schema<SendMessageRequest> = shape<SendMessageRequest>({
  to: text,
  content: text,
});
