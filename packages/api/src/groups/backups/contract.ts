import type { Group } from '../../contract/Endpoint.ts';
import { list, number, optional, type Schema, shape, text } from '../../contract/schema.ts';

/** A copy of an agent's state. */
export interface Backup {
  /** Unique id; `restoreFromBackup` of a hire takes it. */
  id: string;
  /** The agent's name. */
  employee_name: string;
  /** The office. */
  office_id: string;
  /** Where it is kept. */
  s3_key: string;
  /** Its size in bytes. */
  size_bytes: number;
  /** When it was made: ISO 8601. */
  created_at: string;
}

/** The schema of {@link Backup}. */
export const backupSchema: Schema<Backup> = shape<Backup>({
  id: text,
  employee_name: text,
  office_id: text,
  s3_key: text,
  size_bytes: number,
  created_at: text,
});

/** Which backups to list. */
export interface BackupsQuery {
  /** Only those of the agent of this name. */
  employee?: string;
}

/** The schema of {@link BackupsQuery}. */
export const backupsQuerySchema: Schema<BackupsQuery> = shape<BackupsQuery>({
  employee: optional(text),
});

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
