export type { PingResult } from './contract.ts';
export { LLMPingAPI } from './LLMPingAPI.ts';
