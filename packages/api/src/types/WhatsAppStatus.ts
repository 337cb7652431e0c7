import { boolean, optional, type Schema, shape, text } from '../schema.ts';

/** An agent's connection to WhatsApp. */
export interface WhatsAppStatus {
  /** Whether it is connected. */
  connected: boolean;
  /** The number that it is connected as. */
  phone_number?: string;
  /** The agent's name. */
  agent_id?: string;
}

/** The schema of {@link WhatsAppStatus}. */
export const whatsAppStatusSchema: Schema<WhatsAppStatus> = shape<WhatsAppStatus>({
  connected: boolean,
  phone_number: optional(text),
  agent_id: optional(text),
});
