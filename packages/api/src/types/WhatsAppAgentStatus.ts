import type { WhatsAppAgent } from './WhatsAppAgent.ts';

/** Which agents of an office may use WhatsApp. */
export interface WhatsAppAgentStatus {
  /** The agents. */
  agents: Array<WhatsAppAgent>;
}
