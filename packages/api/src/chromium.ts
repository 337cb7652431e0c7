export { ChromiumAPI } from './ChromiumAPI.ts';
export type { ChromiumInstance } from './types/ChromiumInstance.ts';
