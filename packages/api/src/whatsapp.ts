export type { WhatsAppAgent } from './types/WhatsAppAgent.ts';
export type { WhatsAppAgentStatus } from './types/WhatsAppAgentStatus.ts';
export type { WhatsAppQRStatus } from './types/WhatsAppQRStatus.ts';
export type { WhatsAppStatus } from './types/WhatsAppStatus.ts';
export { WhatsAppAPI } from './WhatsAppAPI.ts';
