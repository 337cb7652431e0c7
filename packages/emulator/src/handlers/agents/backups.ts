import type { Backup } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { isoTime } from '../../core/Clock.ts';
import type { Handlers } from '../../core/Handler.ts';
import type { Platform } from '../../platform/Platform.ts';
import type { BackupRow } from '../../store/tables/agents.ts';
import { listIn } from '../queries.ts';

/** Serves the operations on backups. They are made by the action `backup`, and when an agent is archived. */
export function backups({ backups }: Platform): Handlers<typeof contract.backups> {
  return {
    list: ({ office, query }) => backups.list(office, listIn(query.employee)).map(toBackup),

    get: ({ office, params }) => toBackup(backups.get(office, params.backupId)),

    delete: ({ office, params }) => backups.delete(office, params.backupId),
  };
}

function toBackup({ id, employee_name, office_id, spec, created_at }: BackupRow): Backup {
  return {
    id,
    employee_name,
    office_id,
    s3_key: `backups/${office_id}/${employee_name}/${id}.json`,
    size_bytes: Buffer.byteLength(spec),
    created_at: isoTime(created_at),
  };
}
