export { DelegatesAPI } from './DelegatesAPI.ts';
export type { CreateDelegateRequest } from './types/CreateDelegateRequest.ts';
export type { Delegate } from './types/Delegate.ts';
