import type { Db } from './Db.ts';

/** Where an agent is in its life. */
export type Phase = 'provisioning' | 'ready' | 'suspended' | 'archived' | 'failed';

/** An agent. Times are ms since 1970; `spec` is JSON: what it was hired with. */
export interface AgentRow {
  id: string;
  office_id: string;
  name: string;
  spec: string;
  phase: Phase;
  message: string | null;
  /** 1 when it is suspended only because its office is. */
  suspended_with_office: number;
  public_key: string;
  /** Only of an agent that was hired without a key of its own. */
  private_key: string | null;
  hired_at: number;
  last_seen: number | null;
  last_error: string | null;
  last_error_at: number | null;
  /** Up to when its running time has been charged; null while it does not run. */
  metered_at: number | null;
}

/** Agents, and when they were hired. Firing deletes the row, and with it what hangs on it. */
export class AgentStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS agents (
        id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, name TEXT NOT NULL, spec TEXT NOT NULL,
        phase TEXT NOT NULL, message TEXT, suspended_with_office INTEGER NOT NULL, public_key TEXT NOT NULL,
        private_key TEXT, hired_at INTEGER NOT NULL, last_seen INTEGER, last_error TEXT, last_error_at INTEGER,
        metered_at INTEGER, UNIQUE (office_id, name)
      ) STRICT;
      CREATE INDEX IF NOT EXISTS agents_by_name ON agents (name);
      CREATE TABLE IF NOT EXISTS hires (office_id TEXT NOT NULL REFERENCES offices, at INTEGER NOT NULL) STRICT;
      CREATE INDEX IF NOT EXISTS hires_by_office ON hires (office_id, at);
    `);
  }

  insert(agent: AgentRow): void {
    this.#db.insert('agents', agent);
  }

  byId(id: string): AgentRow | undefined {
    return this.#db.get('SELECT * FROM agents WHERE id = ?', id);
  }

  byName(officeId: string, name: string): AgentRow | undefined {
    return this.#db.get('SELECT * FROM agents WHERE office_id = ? AND name = ?', officeId, name);
  }

  /** The agents of that name in every office that is not archived. */
  named(name: string): AgentRow[] {
    return this.#db.all(
      `SELECT agents.* FROM agents JOIN offices ON offices.id = agents.office_id
       WHERE agents.name = ? AND offices.archived_at IS NULL`,
      name,
    );
  }

  /** In the order in which they were hired. */
  ofOffice(officeId: string): AgentRow[] {
    return this.#db.all('SELECT * FROM agents WHERE office_id = ? ORDER BY rowid', officeId);
  }

  /** Every agent of every office that is not archived. */
  all(): AgentRow[] {
    return this.#db.all(
      `SELECT agents.* FROM agents JOIN offices ON offices.id = agents.office_id
       WHERE offices.archived_at IS NULL ORDER BY agents.rowid`,
    );
  }

  /** Changes some columns. */
  update(id: string, changes: Partial<Omit<AgentRow, 'id'>>): void {
    this.#db.update('agents', id, changes);
  }

  delete(id: string): void {
    this.#db.run('DELETE FROM agents WHERE id = ?', id);
  }

  addHire(officeId: string, at: number): void {
    this.#db.insert('hires', { office_id: officeId, at });
  }

  /** When agents were hired after `since`, oldest first. */
  hiresAfter(officeId: string, since: number): number[] {
    return this.#db
      .all<{ at: number }>('SELECT at FROM hires WHERE office_id = ? AND at > ? ORDER BY at', officeId, since)
      .map(({ at }) => at);
  }
}
