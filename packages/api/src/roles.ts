export { RolesAPI } from './RolesAPI.ts';
export type { Role } from './types/Role.ts';
