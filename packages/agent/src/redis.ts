export { type RedisClient, type RedisStateOptions, redisState } from './state/redisState.ts';
