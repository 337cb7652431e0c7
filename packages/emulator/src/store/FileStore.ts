import type { Db } from './Db.ts';

/** A file on an office's shared drive, without its bytes. */
export interface FileRow {
  name: string;
  size: number;
  modified_at: number;
}

/** What happened to a file. */
export interface FileChangeRow {
  type: 'upload' | 'delete';
  name: string;
  timestamp: number;
}

/** What an agent may do with a file. */
export type Access = 'none' | 'read' | 'write';

/** The shared drives: files, their latest changes, and which agent may do what. */
export class FileStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS files (
        office_id TEXT NOT NULL REFERENCES offices, name TEXT NOT NULL, size INTEGER NOT NULL,
        modified_at INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (office_id, name)
      ) STRICT;
      CREATE TABLE IF NOT EXISTS file_changes (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, office_id TEXT NOT NULL REFERENCES offices, type TEXT NOT NULL,
        name TEXT NOT NULL, timestamp INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS file_changes_by_office ON file_changes (office_id, seq);
      CREATE TABLE IF NOT EXISTS file_permissions (
        office_id TEXT NOT NULL, name TEXT NOT NULL, agent_name TEXT NOT NULL, access TEXT NOT NULL,
        PRIMARY KEY (office_id, name, agent_name),
        FOREIGN KEY (office_id, name) REFERENCES files ON DELETE CASCADE
      ) STRICT;
    `);
  }

  /** Writes a file, in place of one of the same name. */
  write(officeId: string, file: FileRow, content: Uint8Array): void {
    this.#db.run(
      `INSERT INTO files (office_id, name, size, modified_at, content) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET size = excluded.size, modified_at = excluded.modified_at, content = excluded.content`,
      officeId,
      file.name,
      file.size,
      file.modified_at,
      content,
    );
  }

  byName(officeId: string, name: string): FileRow | undefined {
    return this.#db.get(
      'SELECT name, size, modified_at FROM files WHERE office_id = ? AND name = ?',
      officeId,
      name,
    );
  }

  content(officeId: string, name: string): Uint8Array | undefined {
    return this.#db.get<{ content: Uint8Array }>(
      'SELECT content FROM files WHERE office_id = ? AND name = ?',
      officeId,
      name,
    )?.content;
  }

  /** By name. */
  ofOffice(officeId: string): FileRow[] {
    return this.#db.all(
      'SELECT name, size, modified_at FROM files WHERE office_id = ? ORDER BY name',
      officeId,
    );
  }

  /** The total size of an office's files, in bytes. */
  bytes(officeId: string): number {
    const sql = 'SELECT SUM(size) AS bytes FROM files WHERE office_id = ?';
    return this.#db.get<{ bytes: number | null }>(sql, officeId)?.bytes ?? 0;
  }

  delete(officeId: string, name: string): void {
    this.#db.run('DELETE FROM files WHERE office_id = ? AND name = ?', officeId, name);
  }

  /** Adds a change; says up to which time changes had to be forgotten to keep the latest `keep`, if any had. */
  addChange(officeId: string, change: FileChangeRow, keep: number): number | undefined {
    this.#db.insert('file_changes', { office_id: officeId, ...change });
    const oldest = this.#db.get<{ seq: number; timestamp: number }>(
      'SELECT seq, timestamp FROM file_changes WHERE office_id = ? ORDER BY seq DESC LIMIT 1 OFFSET ?',
      officeId,
      keep,
    );
    if (!oldest) return undefined;
    this.#db.run('DELETE FROM file_changes WHERE office_id = ? AND seq <= ?', officeId, oldest.seq);
    return oldest.timestamp;
  }

  /** When the last change was; 0 when there was none. */
  latestChange(officeId: string): number {
    const sql = 'SELECT MAX(timestamp) AS last FROM file_changes WHERE office_id = ?';
    return this.#db.get<{ last: number | null }>(sql, officeId)?.last ?? 0;
  }

  /** What changed after `since`, oldest first. */
  changesAfter(officeId: string, since: number): FileChangeRow[] {
    return this.#db.all(
      'SELECT type, name, timestamp FROM file_changes WHERE office_id = ? AND timestamp > ? ORDER BY seq',
      officeId,
      since,
    );
  }

  /** By name of the agent. */
  permissions(officeId: string, name: string): { agent_name: string; access: Access }[] {
    return this.#db.all(
      'SELECT agent_name, access FROM file_permissions WHERE office_id = ? AND name = ? ORDER BY agent_name',
      officeId,
      name,
    );
  }

  setPermission(officeId: string, name: string, agent: string, access: Access): void {
    this.#db.run(
      `INSERT INTO file_permissions (office_id, name, agent_name, access) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET access = excluded.access`,
      officeId,
      name,
      agent,
      access,
    );
  }

  /** What was set for an agent, by file name. */
  accessOf(officeId: string, agent: string): { name: string; access: Access }[] {
    return this.#db.all(
      'SELECT name, access FROM file_permissions WHERE office_id = ? AND agent_name = ?',
      officeId,
      agent,
    );
  }

  /** Forgets what was set for an agent. */
  deletePermissionsOf(officeId: string, agent: string): void {
    this.#db.run('DELETE FROM file_permissions WHERE office_id = ? AND agent_name = ?', officeId, agent);
  }
}
