export type { EnvVar, SetEnvRequest } from './contract.ts';
export { EnvAPI } from './EnvAPI.ts';
