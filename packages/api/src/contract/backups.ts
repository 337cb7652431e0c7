import { list } from '../schema.ts';
import { backupSchema } from '../types/Backup.ts';
import { backupsQuerySchema } from '../types/BackupsQuery.ts';
import type { Group } from './Endpoint.ts';

/** The operations on backups. */
export const backups = {
  list: {
    name: 'backups.list',
    route: 'GET /api/v1/offices/{officeId}/backups',
    query: backupsQuerySchema,
    answer: 'json',
    output: list(backupSchema),
    repeat: 'safe',
  },
  get: {
    name: 'backups.get',
    route: 'GET /api/v1/offices/{officeId}/backups/{backupId}',
    answer: 'json',
    output: backupSchema,
    repeat: 'safe',
  },
  delete: {
    name: 'backups.delete',
    route: 'DELETE /api/v1/offices/{officeId}/backups/{backupId}',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'backups.list',
  },
} as const satisfies Group;
