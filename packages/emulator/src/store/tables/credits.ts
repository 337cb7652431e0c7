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

/** The usage of one kind by one agent on one day (UTC), summed when it is recorded. */
interface DayUsageRow extends UsageTotal {
  office_id: string;
  /** The start of the day, in ms since 1970. */
  day: number;
}

/** The usage by agent, kind and day. */
class DayUsageTable extends Table<DayUsageRow> {
  constructor(db: Database) {
    super(
      db,
      'usage_days',
      {
        office_id: 'TEXT NOT NULL REFERENCES offices',
        agent: 'TEXT NOT NULL',
        kind: 'TEXT NOT NULL',
        day: 'INTEGER NOT NULL',
        tokens: 'INTEGER NOT NULL',
        core_hours: 'REAL NOT NULL',
        memory_gib_hours: 'REAL NOT NULL',
        credits: 'REAL NOT NULL',
      },
      { constraints: ['PRIMARY KEY (office_id, agent, kind, day)'] },
    );
  }

  /** The totals of an office by agent and kind, from a midnight (UTC) on. */
  totals(officeId: string, since = 0): UsageTotal[] {
    return this.db.all(
      `SELECT agent, kind, SUM(tokens) AS tokens, SUM(core_hours) AS core_hours,
         SUM(memory_gib_hours) AS memory_gib_hours, SUM(credits) AS credits
       FROM usage_days WHERE office_id = ? AND day >= ? GROUP BY agent, kind ORDER BY agent, kind`,
      officeId,
      since,
    );
  }

  /** Sums up the usage in a data folder of an earlier version, which has no sums. */
  sumUp(usage: Table<UsageRow>): void {
    if (this.find({}) || !usage.find({})) return;
    this.db.exec(
      `INSERT INTO usage_days (office_id, agent, kind, day, tokens, core_hours, memory_gib_hours, credits)
       SELECT office_id, agent, kind, created_at - created_at % 86400000, SUM(input_tokens + output_tokens),
         SUM(core_hours), SUM(memory_gib_hours), SUM(credits)
       FROM usage GROUP BY 1, 2, 3, 4`,
    );
  }
}

/** Creates the tables of credits: the ledger, the uses of credits, and their sums. */
export function creditTables(db: Database) {
  const ledger = new Table<LedgerRow>(
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
  );
  const usage = new Table<UsageRow>(
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
    { indexes: { usage_in_order: 'office_id' } },
  );
  const usageDays = new DayUsageTable(db);
  usageDays.sumUp(usage);
  return { ledger, usage, usageDays };
}
