export { LLMPingAPI } from './LLMPingAPI.ts';
export type { PingResult } from './types/PingResult.ts';
