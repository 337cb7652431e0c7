import type { Db } from './Db.ts';

/** What an agent may do in its owner's name. `permissions` is JSON. */
export interface DelegateRow {
  /** The agent's row. */
  id: string;
  permissions: string;
  created_at: number;
}

/** A delegate under the agent's name. */
export type NamedDelegate = DelegateRow & { name: string };

/** Delegates. */
export class DelegateStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS delegates (
        id TEXT PRIMARY KEY REFERENCES agents ON DELETE CASCADE, permissions TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
    `);
  }

  insert(delegate: DelegateRow): void {
    this.#db.insert('delegates', delegate);
  }

  byAgent(agentId: string): DelegateRow | undefined {
    return this.#db.get('SELECT * FROM delegates WHERE id = ?', agentId);
  }

  /** Oldest first. */
  ofOffice(officeId: string): NamedDelegate[] {
    return this.#db.all(
      `SELECT delegates.*, agents.name FROM delegates JOIN agents ON agents.id = delegates.id
       WHERE agents.office_id = ? ORDER BY delegates.rowid`,
      officeId,
    );
  }

  update(agentId: string, permissions: string): void {
    this.#db.update<DelegateRow>('delegates', agentId, { permissions });
  }

  delete(agentId: string): void {
    this.#db.run('DELETE FROM delegates WHERE id = ?', agentId);
  }
}
