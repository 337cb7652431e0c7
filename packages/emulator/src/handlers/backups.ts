import type { Backup } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { notFound } from '../ApiError.ts';
import { isoTime } from '../core/Clock.ts';
import type { Handlers } from '../core/Handler.ts';
import type { Platform } from '../platform/Platform.ts';
import type { BackupRow } from '../store/BackupStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import { listIn } from './queries.ts';

/** What the operations on backups do. They are made by the action `backup`, and when an agent is archived. */
export const backups: Handlers<typeof contract.backups> = {
  list: ({ platform, office, query }) =>
    platform.store.backups.ofOffice(office.id, listIn(query.employee)).map(backupAnswer),

  get: ({ platform, office, params }) => backupAnswer(requireBackup(platform, office, params.backupId)),

  delete({ platform, office, params }) {
    platform.store.backups.delete(requireBackup(platform, office, params.backupId).id);
  },
};

function requireBackup(platform: Platform, office: OfficeRow, id: string): BackupRow {
  const backup = platform.store.backups.byId(office.id, id);
  if (!backup) throw notFound(`backup ${id} in this office`);
  return backup;
}

function backupAnswer({ id, employee_name, office_id, spec, created_at }: BackupRow): Backup {
  return {
    id,
    employee_name,
    office_id,
    s3_key: `backups/${office_id}/${employee_name}/${id}.json`,
    size_bytes: Buffer.byteLength(spec),
    created_at: isoTime(created_at),
  };
}
