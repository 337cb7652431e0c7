export type { AgentLease, AgentState, StateView } from './state/AgentState.ts';
export { type RedisClient, type RedisStateOptions, redisState } from './state/redisState.ts';
