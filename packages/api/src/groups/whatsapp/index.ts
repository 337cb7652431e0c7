export type { WhatsAppAgent, WhatsAppAgentStatus, WhatsAppQRStatus, WhatsAppStatus } from './contract.ts';
export { WhatsAppAPI } from './WhatsAppAPI.ts';
