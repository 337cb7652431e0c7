export { CallbacksAPI } from './CallbacksAPI.ts';
export type { PodCallback, PodEventRequest } from './contract.ts';
