import type { Database } from '../Database.ts';
import { Table } from '../Table.ts';

/** An entry of an office's ledger. */
export interface LedgerRow {
  id: string;
  office_id: string;
  amount: number;
  balance_after: number;
  reason: string;
  created_at: number;
}

/** A use of credits. */
export interface UsageRow {
  id: string;
  office_id: string;
  agent: string;
  kind: 'hire' | 'message' | 'task' | 'compute';
  model: string | null;
  input_tokens: number;
  output_tokens: number;
  core_hours: number;
  memory_gib_hours: number;
  credits: number;
  created_at: number;
}

/** Usage of one kind by one agent, summed. */
export interface UsageTotal {
  agent: string;
  kind: UsageRow['kind'];
  tokens: number;
  core_hours: number;
  memory_gib_hours: number;
  credits: number;
}

/** The uses of credits. */
class UsageTable extends Table<UsageRow> {
  constructor(db: Database) {
    super(
      db,
      'usage',
      {
        id: 'TEXT PRIMARY KEY',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        agent: 'TEXT NOT NULL',
        kind: 'TEXT NOT NULL',
        model: 'TEXT',
        input_tokens: 'INTEGER NOT NULL',
        output_tokens: 'INTEGER NOT NULL',
        core_hours: 'REAL NOT NULL',
        memory_gib_hours: 'REAL NOT NULL',
        credits: 'REAL NOT NULL',
        created_at: 'INTEGER NOT NULL',
      },
      { indexes: { usage_by_office: 'office_id, agent' } },
    );
  }

  /** The totals of an office by agent and kind, from a time on. */
  totals(officeId: string, since = 0): UsageTotal[] {
    return this.db.all(
      `SELECT agent, kind, SUM(input_tokens + output_tokens) AS tokens, SUM(core_hours) AS core_hours,
         SUM(memory_gib_hours) AS memory_gib_hours, SUM(credits) AS credits
       FROM usage WHERE office_id = ? AND created_at >= ? GROUP BY agent, kind ORDER BY agent, kind`,
      officeId,
      since,
    );
  }
}

/** Creates the tables of credits: the ledger, and the uses of credits. */
export function creditTables(db: Database) {
  return {
    ledger: new Table<LedgerRow>(
      db,
      'ledger',
      {
        id: 'TEXT PRIMARY KEY',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        amount: 'REAL NOT NULL',
        balance_after: 'REAL NOT NULL',
        reason: 'TEXT NOT NULL',
        created_at: 'INTEGER NOT NULL',
      },
      { indexes: { ledger_by_office: 'office_id' } },
    ),
    usage: new UsageTable(db),
  };
}
