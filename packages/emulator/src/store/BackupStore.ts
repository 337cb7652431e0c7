import type { Db } from './Db.ts';

/** An agent's spec as it was. `spec` is JSON. */
export interface BackupRow {
  id: string;
  office_id: string;
  employee_name: string;
  spec: string;
  created_at: number;
}

/** Backups of agents. They outlive the agents. */
export class BackupStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS backups (
        id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, employee_name TEXT NOT NULL,
        spec TEXT NOT NULL, created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS backups_by_office ON backups (office_id);
    `);
  }

  insert(backup: BackupRow): void {
    this.#db.insert('backups', backup);
  }

  byId(officeId: string, id: string): BackupRow | undefined {
    return this.#db.get('SELECT * FROM backups WHERE office_id = ? AND id = ?', officeId, id);
  }

  /** Of some agents, or of all; oldest first. */
  ofOffice(officeId: string, employees?: readonly string[]): BackupRow[] {
    const wanted = JSON.stringify(employees ?? null);
    return this.#db.all(
      `SELECT * FROM backups WHERE office_id = ? AND (? = 'null' OR employee_name IN (SELECT value FROM json_each(?)))
       ORDER BY rowid`,
      officeId,
      wanted,
      wanted,
    );
  }

  delete(id: string): void {
    this.#db.run('DELETE FROM backups WHERE id = ?', id);
  }
}
