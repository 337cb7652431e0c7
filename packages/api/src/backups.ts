export { BackupsAPI } from './BackupsAPI.ts';
export type { Backup } from './types/Backup.ts';
export type { BackupsQuery } from './types/BackupsQuery.ts';
