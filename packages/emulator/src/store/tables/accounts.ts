import type { Database } from '../Database.ts';
import { Table } from '../Table.ts';

/** A user with an account. */
export interface UserRow {
  id: string;
  email: string;
  created_at: number;
}

/** An API key. Only its hash is kept. */
interface ApiKeyRow {
  hash: string;
  user_id: string;
  created_at: number;
}

/** Users. */
class UserTable extends Table<UserRow> {
  constructor(db: Database) {
    super(db, 'users', {
      id: 'TEXT PRIMARY KEY',
      email: 'TEXT NOT NULL UNIQUE',
      created_at: 'INTEGER NOT NULL',
    });
  }

  /** The user of an API key, by its hash. */
  byKeyHash(hash: string): UserRow | undefined {
    return this.db.get(
      'SELECT users.* FROM api_keys JOIN users ON users.id = api_keys.user_id WHERE api_keys.hash = ?',
      hash,
    );
  }
}

/** Creates the tables of users and their API keys. */
export function accountTables(db: Database) {
  return {
    users: new UserTable(db),
    apiKeys: new Table<ApiKeyRow>(db, 'api_keys', {
      hash: 'TEXT PRIMARY KEY',
      user_id: 'TEXT NOT NULL REFERENCES users',
      created_at: 'INTEGER NOT NULL',
    }),
  };
}
