import type { Db } from './Db.ts';

/** Environment variables of offices. Those of agents stand in their specs. */
export class EnvStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS office_env (
        office_id TEXT NOT NULL REFERENCES offices, key TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (office_id, key)
      ) STRICT;
    `);
  }

  /** By name. */
  ofOffice(officeId: string): { key: string; value: string }[] {
    return this.#db.all('SELECT key, value FROM office_env WHERE office_id = ? ORDER BY key', officeId);
  }

  set(officeId: string, key: string, value: string): void {
    this.#db.run(
      'INSERT INTO office_env (office_id, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      officeId,
      key,
      value,
    );
  }

  /** Says whether it was there. */
  delete(officeId: string, key: string): boolean {
    return this.#db.run('DELETE FROM office_env WHERE office_id = ? AND key = ?', officeId, key) > 0;
  }
}
