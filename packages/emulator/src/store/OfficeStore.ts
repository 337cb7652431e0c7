import type { Db } from './Db.ts';

/** An office. Times are ms since 1970; `settings` is JSON. */
export interface OfficeRow {
  id: string;
  name: string;
  owner_id: string;
  settings: string;
  secret: string;
  /** 1 while it is suspended. */
  suspended: number;
  cpu: string;
  memory: string;
  pods: number;
  tier: string;
  /** Changes of files up to this time are no longer remembered. */
  changes_forgotten: number;
  created_at: number;
}

/** Offices and their secrets. A deleted office is archived: its row stays, and nobody sees it. */
export class OfficeStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS offices (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, owner_id TEXT NOT NULL, settings TEXT NOT NULL,
        secret TEXT NOT NULL, suspended INTEGER NOT NULL, cpu TEXT NOT NULL, memory TEXT NOT NULL,
        pods INTEGER NOT NULL, tier TEXT NOT NULL, changes_forgotten INTEGER NOT NULL,
        created_at INTEGER NOT NULL, archived_at INTEGER
      ) STRICT;
      CREATE INDEX IF NOT EXISTS offices_by_owner ON offices (owner_id);
      CREATE TABLE IF NOT EXISTS office_secrets (
        office_id TEXT NOT NULL REFERENCES offices, name TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (office_id, name)
      ) STRICT;
    `);
  }

  insert(office: OfficeRow): void {
    this.#db.insert('offices', office);
  }

  byId(id: string): OfficeRow | undefined {
    return this.#db.get('SELECT * FROM offices WHERE id = ? AND archived_at IS NULL', id);
  }

  /** Oldest first. */
  ofOwner(ownerId: string): OfficeRow[] {
    return this.#db.all(
      'SELECT * FROM offices WHERE owner_id = ? AND archived_at IS NULL ORDER BY rowid',
      ownerId,
    );
  }

  /** Every office, oldest first. */
  all(): OfficeRow[] {
    return this.#db.all('SELECT * FROM offices WHERE archived_at IS NULL ORDER BY rowid');
  }

  /** Changes some columns. */
  update(id: string, changes: Partial<Omit<OfficeRow, 'id'>>): void {
    this.#db.update('offices', id, changes);
  }

  archive(id: string, at: number): void {
    this.#db.run('UPDATE offices SET archived_at = ? WHERE id = ?', at, id);
  }

  setSecret(officeId: string, name: string, value: string): void {
    this.#db.run(
      'INSERT INTO office_secrets (office_id, name, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      officeId,
      name,
      value,
    );
  }

  deleteSecret(officeId: string, name: string): boolean {
    return this.#db.run('DELETE FROM office_secrets WHERE office_id = ? AND name = ?', officeId, name) > 0;
  }

  secret(officeId: string, name: string): string | undefined {
    return this.#db.get<{ value: string }>(
      'SELECT value FROM office_secrets WHERE office_id = ? AND name = ?',
      officeId,
      name,
    )?.value;
  }
}
