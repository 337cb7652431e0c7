import { none } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { array, number, optional, type Schema, shape, string } from '../../contract/schema.ts';

/** A copy of an agent's state. */
export interface Backup {
  /** Unique id, to pass as `restoreFromBackup` when hiring. */
  id: string;
  /** The agent's name. */
  employee_name: string;
  /** The office. */
  office_id: string;
  /** The place where it is stored. */
  s3_key: string;
  /** Its size in bytes. */
  size_bytes: number;
  /** When it was made: ISO 8601. */
  created_at: string;
}

/** The schema of {@link Backup}. */
export const backupSchema: Schema<Backup> = shape<Backup>({
  id: string,
  employee_name: string,
  office_id: string,
  s3_key: string,
  size_bytes: number,
  created_at: string,
});

/** Filters of {@link BackupsAPI.list}. */
export interface BackupsQuery {
  /** Only backups of the agent with this name. */
  employee?: string;
}

/** The schema of {@link BackupsQuery}. */
export const backupsQuerySchema: Schema<BackupsQuery> = shape<BackupsQuery>({
  employee: optional(string),
});

/** The operations on backups. */
export const backups = group('backups', {
  list: {
    route: 'GET /api/v1/offices/{officeId}/backups',
    query: backupsQuerySchema,
    responseType: 'json',
    output: array(backupSchema),
    idempotency: 'safe',
    access: none,
  },
  get: {
    route: 'GET /api/v1/offices/{officeId}/backups/{backupId}',
    responseType: 'json',
    output: backupSchema,
    idempotency: 'safe',
    access: none,
  },
  delete: {
    route: 'DELETE /api/v1/offices/{officeId}/backups/{backupId}',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
    lookup: 'backups.list',
  },
} as const satisfies Operations);
