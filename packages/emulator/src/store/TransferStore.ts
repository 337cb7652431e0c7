import type { Db } from './Db.ts';

/** The move of an agent into an office. */
export interface TransferRow {
  id: string;
  /** Where it goes. */
  office_id: string;
  status: 'prepared' | 'installed' | 'completed';
  /** The agent, once it is there. */
  agent_id: string | null;
  created_at: number;
}

/** Moves of agents between offices. */
export class TransferStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS transfers (
        id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, status TEXT NOT NULL,
        agent_id TEXT REFERENCES agents ON DELETE SET NULL, created_at INTEGER NOT NULL
      ) STRICT;
    `);
  }

  insert(transfer: TransferRow): void {
    this.#db.insert('transfers', transfer);
  }

  byId(officeId: string, id: string): TransferRow | undefined {
    return this.#db.get('SELECT * FROM transfers WHERE office_id = ? AND id = ?', officeId, id);
  }

  update(id: string, changes: Partial<Omit<TransferRow, 'id'>>): void {
    this.#db.update('transfers', id, changes);
  }
}
