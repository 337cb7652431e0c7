export type { CreateDelegateRequest, Delegate } from './contract.ts';
export { DelegatesAPI } from './DelegatesAPI.ts';
