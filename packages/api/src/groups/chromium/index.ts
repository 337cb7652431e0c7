export { ChromiumAPI } from './ChromiumAPI.ts';
export type { ChromiumInstance } from './contract.ts';
