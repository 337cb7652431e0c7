import type { Db } from './Db.ts';

/** Somebody with an account. */
export interface UserRow {
  id: string;
  email: string;
  created_at: number;
}

/** Users and their API keys; of a key only its hash is kept. */
export class UserStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS users (
        id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE IF NOT EXISTS api_keys (
        hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users, created_at INTEGER NOT NULL
      ) STRICT;
    `);
  }

  insert(user: UserRow): void {
    this.#db.insert('users', user);
  }

  byId(id: string): UserRow | undefined {
    return this.#db.get('SELECT * FROM users WHERE id = ?', id);
  }

  byEmail(email: string): UserRow | undefined {
    return this.#db.get('SELECT * FROM users WHERE email = ?', email);
  }

  addKey(hash: string, userId: string, at: number): void {
    this.#db.insert('api_keys', { hash, user_id: userId, created_at: at });
  }

  byKey(hash: string): UserRow | undefined {
    return this.#db.get(
      'SELECT users.* FROM users JOIN api_keys ON api_keys.user_id = users.id WHERE api_keys.hash = ?',
      hash,
    );
  }
}
