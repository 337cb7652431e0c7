/** Whether one agent may use WhatsApp. */
export interface WhatsAppAgent {
  /** The agent's name. */
  name: string;
  /** Whether it may. */
  whatsapp_enabled: boolean;
}
