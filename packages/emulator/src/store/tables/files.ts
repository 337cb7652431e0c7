import type { Database } from '../Database.ts';
import { Table } from '../Table.ts';

/** A file on an office's shared drive, without its bytes. */
export interface FileRow {
  name: string;
  size: number;
  modified_at: number;
}

/** A file with its bytes. */
interface StoredFileRow extends FileRow {
  office_id: string;
  content: Uint8Array;
}

/** A change of a file. */
export interface FileChange {
  type: 'upload' | 'delete';
  name: string;
  timestamp: number;
}

/** A change of a file, numbered. */
interface FileChangeRow extends FileChange {
  seq: number;
  office_id: string;
}

/** The permission of an agent for a file. */
export interface FilePermissionRow {
  office_id: string;
  name: string;
  agent_name: string;
  access: 'none' | 'read' | 'write';
}

/** The files on shared drives. Bytes are read one file at a time. */
class FileTable extends Table<StoredFileRow> {
  constructor(db: Database) {
    super(
      db,
      'files',
      {
        office_id: 'TEXT NOT NULL REFERENCES offices',
        name: 'TEXT NOT NULL',
        size: 'INTEGER NOT NULL',
        modified_at: 'INTEGER NOT NULL',
        content: 'BLOB NOT NULL',
      },
      {
        constraints: ['PRIMARY KEY (office_id, name)'],
        // It has all columns but the bytes, so that lists and sums read no bytes.
        indexes: { files_without_bytes: 'office_id, name, size, modified_at' },
      },
    );
  }

  /** One file, without its bytes. */
  info(officeId: string, name: string): FileRow | undefined {
    return this.db.get(
      'SELECT name, size, modified_at FROM files WHERE office_id = ? AND name = ?',
      officeId,
      name,
    );
  }

  /** The files of an office by name, without their bytes. */
  infos(officeId: string): FileRow[] {
    return this.db.all(
      'SELECT name, size, modified_at FROM files WHERE office_id = ? ORDER BY name',
      officeId,
    );
  }

  /** The bytes of a file. */
  content(officeId: string, name: string): Uint8Array | undefined {
    const sql = 'SELECT content FROM files WHERE office_id = ? AND name = ?';
    return this.db.get<{ content: Uint8Array }>(sql, officeId, name)?.content;
  }

  /** The total size of an office's files, in bytes. */
  bytes(officeId: string): number {
    const sql = 'SELECT SUM(size) AS bytes FROM files WHERE office_id = ?';
    return this.db.get<{ bytes: number | null }>(sql, officeId)?.bytes ?? 0;
  }
}

/** The latest changes of files. */
class FileChangeTable extends Table<FileChangeRow> {
  constructor(db: Database) {
    super(
      db,
      'file_changes',
      {
        seq: 'INTEGER PRIMARY KEY AUTOINCREMENT',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        type: 'TEXT NOT NULL',
        name: 'TEXT NOT NULL',
        timestamp: 'INTEGER NOT NULL',
      },
      { indexes: { file_changes_by_office: 'office_id, seq' } },
    );
  }

  /** The time of the latest change in an office, or in all; 0 if there was none. */
  latest(officeId?: string): number {
    const sql = 'SELECT MAX(timestamp) AS last FROM file_changes WHERE ? IS NULL OR office_id = ?';
    return this.db.get<{ last: number | null }>(sql, officeId ?? null, officeId ?? null)?.last ?? 0;
  }
}

/** Creates the tables of shared drives. */
export function fileTables(db: Database) {
  return {
    files: new FileTable(db),
    fileChanges: new FileChangeTable(db),
    filePermissions: new Table<FilePermissionRow>(
      db,
      'file_permissions',
      {
        office_id: 'TEXT NOT NULL',
        name: 'TEXT NOT NULL',
        agent_name: 'TEXT NOT NULL',
        access: 'TEXT NOT NULL',
      },
      {
        constraints: [
          'PRIMARY KEY (office_id, name, agent_name)',
          'FOREIGN KEY (office_id, name) REFERENCES files ON DELETE CASCADE',
        ],
      },
    ),
  };
}
