export { MessagesAPI } from './MessagesAPI.ts';
export type { PoolStats } from './types/PoolStats.ts';
export type { SendMessageRequest } from './types/SendMessageRequest.ts';
