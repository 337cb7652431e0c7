export { BackupsAPI } from './BackupsAPI.ts';
export type { Backup, BackupsQuery } from './contract.ts';
