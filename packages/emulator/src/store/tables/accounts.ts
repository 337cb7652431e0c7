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

/** Creates the tables of users and their API keys. */
export function accountTables(db: Database) {
  return {
    users: new Table<UserRow>(db, 'users', {
      id: 'TEXT PRIMARY KEY',
      email: 'TEXT NOT NULL UNIQUE',
      created_at: 'INTEGER NOT NULL',
    }),
    apiKeys: new Table<ApiKeyRow>(db, 'api_keys', {
      hash: 'TEXT PRIMARY KEY',
      user_id: 'TEXT NOT NULL REFERENCES users',
      created_at: 'INTEGER NOT NULL',
    }),
  };
}
