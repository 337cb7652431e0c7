import { boolean, optional, type Schema, shape } from '../schema.ts';

/** Where people can reach an agent; what is left out is off. */
export interface EmployeeChannels {
  /** WhatsApp. */
  whatsapp?: boolean;
  /** Discord. */
  discord?: boolean;
  /** Telegram. */
  telegram?: boolean;
  /** Signal. */
  signal?: boolean;
  /** XMTP. */
  xmtp?: boolean;
}

/** The schema of {@link EmployeeChannels}. */
export const employeeChannelsSchema: Schema<EmployeeChannels> = shape<EmployeeChannels>({
  whatsapp: optional(boolean),
  discord: optional(boolean),
  telegram: optional(boolean),
  signal: optional(boolean),
  xmtp: optional(boolean),
});
