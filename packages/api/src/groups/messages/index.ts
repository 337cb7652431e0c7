export type { PoolStats, SendMessageRequest } from './contract.ts';
export { MessagesAPI } from './MessagesAPI.ts';
