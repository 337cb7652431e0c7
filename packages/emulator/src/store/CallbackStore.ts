import type { Db } from './Db.ts';

/** What a pod reported. `payload` is JSON. */
export interface CallbackRow {
  id: string;
  office_id: string;
  type: string;
  payload: string;
  created_at: number;
}

/** What pods reported. */
export class CallbackStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS callbacks (
        id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, type TEXT NOT NULL, payload TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS callbacks_by_office ON callbacks (office_id);
    `);
  }

  insert(callback: CallbackRow): void {
    this.#db.insert('callbacks', callback);
  }

  byId(officeId: string, id: string): CallbackRow | undefined {
    return this.#db.get('SELECT * FROM callbacks WHERE office_id = ? AND id = ?', officeId, id);
  }

  /** Oldest first. */
  ofOffice(officeId: string): CallbackRow[] {
    return this.#db.all('SELECT * FROM callbacks WHERE office_id = ? ORDER BY rowid', officeId);
  }
}
