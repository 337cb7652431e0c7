import type { Db } from './Db.ts';

/** An office's browser. */
export interface ChromiumRow {
  /** The office. */
  id: string;
  instance: string;
  status: 'running' | 'done';
}

/** Browsers: one an office. */
export class ChromiumStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS chromium (
        id TEXT PRIMARY KEY REFERENCES offices, instance TEXT NOT NULL, status TEXT NOT NULL
      ) STRICT;
    `);
  }

  insert(row: ChromiumRow): void {
    this.#db.insert('chromium', row);
  }

  ofOffice(officeId: string): ChromiumRow | undefined {
    return this.#db.get('SELECT * FROM chromium WHERE id = ?', officeId);
  }

  setStatus(officeId: string, status: ChromiumRow['status']): void {
    this.#db.update<ChromiumRow>('chromium', officeId, { status });
  }

  delete(officeId: string): void {
    this.#db.run('DELETE FROM chromium WHERE id = ?', officeId);
  }
}
