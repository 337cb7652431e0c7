export { EnvAPI } from './EnvAPI.ts';
export type { EnvVar } from './types/EnvVar.ts';
export type { SetEnvRequest } from './types/SetEnvRequest.ts';
