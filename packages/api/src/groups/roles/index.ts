export type { Role } from './contract.ts';
export { RolesAPI } from './RolesAPI.ts';
