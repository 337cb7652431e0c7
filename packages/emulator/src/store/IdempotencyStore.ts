import type { Db } from './Db.ts';

/** The answer that a key got. */
export interface IdempotencyRow {
  caller: string;
  operation: string;
  key: string;
  /** A hash of the path and the body that it came with. */
  request: string;
  status: number;
  /** The JSON or text of the answer; null when it had none. */
  body: string | null;
  created_at: number;
}

/** Answers to requests that carried an `Idempotency-Key`. */
export class IdempotencyStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS idempotency (
        caller TEXT NOT NULL, operation TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL,
        status INTEGER NOT NULL, body TEXT, created_at INTEGER NOT NULL, PRIMARY KEY (caller, operation, key)
      ) STRICT;
      CREATE INDEX IF NOT EXISTS idempotency_by_time ON idempotency (created_at);
    `);
  }

  insert(row: IdempotencyRow): void {
    this.#db.insert('idempotency', row);
  }

  find(caller: string, operation: string, key: string): IdempotencyRow | undefined {
    return this.#db.get(
      'SELECT * FROM idempotency WHERE caller = ? AND operation = ? AND key = ?',
      caller,
      operation,
      key,
    );
  }

  /** Drops what was stored at or before `time`. */
  forget(time: number): void {
    this.#db.run('DELETE FROM idempotency WHERE created_at <= ?', time);
  }
}
