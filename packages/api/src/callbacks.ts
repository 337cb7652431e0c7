export { CallbacksAPI } from './CallbacksAPI.ts';
export type { PodCallback } from './types/PodCallback.ts';
export type { PodEventRequest } from './types/PodEventRequest.ts';
