import type { Database } from '../Database.ts';
import { Table } from '../Table.ts';

/** The response to a request with an `Idempotency-Key`. */
export interface IdempotencyRow {
  caller: string;
  operation: string;
  key: string;
  /** A hash of the path and the body of the request. */
  request: string;
  status: number;
  /** The JSON or text of the response; null if it has none. */
  body: string | null;
  created_at: number;
}

/** Creates the table of responses to requests with an `Idempotency-Key`. */
export function idempotencyTable(db: Database): Table<IdempotencyRow> {
  return new Table<IdempotencyRow>(
    db,
    'idempotency',
    {
      caller: 'TEXT NOT NULL',
      operation: 'TEXT NOT NULL',
      key: 'TEXT NOT NULL',
      request: 'TEXT NOT NULL',
      status: 'INTEGER NOT NULL',
      body: 'TEXT',
      created_at: 'INTEGER NOT NULL',
    },
    {
      constraints: ['PRIMARY KEY (caller, operation, key)'],
      indexes: { idempotency_by_time: 'created_at' },
    },
  );
}
