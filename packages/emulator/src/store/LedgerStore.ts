import type { Db } from './Db.ts';

/** An entry of an office's ledger. */
export interface LedgerRow {
  id: string;
  office_id: string;
  amount: number;
  balance_after: number;
  reason: string;
  created_at: number;
}

/** What credits were used for. */
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

/** Sums over usage. */
export interface UsageTotal {
  agent: string;
  kind: UsageRow['kind'];
  tokens: number;
  core_hours: number;
  memory_gib_hours: number;
  credits: number;
}

/** Credits: a ledger, and what the uses in it were for. */
export class LedgerStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS ledger (
        id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, amount REAL NOT NULL,
        balance_after REAL NOT NULL, reason TEXT NOT NULL, created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS ledger_by_office ON ledger (office_id);
      CREATE TABLE IF NOT EXISTS usage (
        id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, agent TEXT NOT NULL, kind TEXT NOT NULL,
        model TEXT, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, core_hours REAL NOT NULL,
        memory_gib_hours REAL NOT NULL, credits REAL NOT NULL, created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS usage_by_office ON usage (office_id, agent);
    `);
  }

  /** Adds an entry, positive or negative, and gives it back with the new balance. */
  add(entry: Omit<LedgerRow, 'balance_after'>): LedgerRow {
    // Rounded, so that many small charges leave no dust of binary fractions.
    const balance = Math.round((this.balance(entry.office_id) + entry.amount) * 1e6) / 1e6;
    const row: LedgerRow = { ...entry, balance_after: balance };
    this.#db.insert('ledger', row);
    return row;
  }

  balance(officeId: string): number {
    return (
      this.#db.get<{ balance_after: number }>(
        'SELECT balance_after FROM ledger WHERE office_id = ? ORDER BY rowid DESC LIMIT 1',
        officeId,
      )?.balance_after ?? 0
    );
  }

  /** Newest first. */
  history(officeId: string, limit: number, offset: number): LedgerRow[] {
    return this.#db.all(
      'SELECT * FROM ledger WHERE office_id = ? ORDER BY rowid DESC LIMIT ? OFFSET ?',
      officeId,
      limit,
      offset,
    );
  }

  addUsage(usage: UsageRow): void {
    this.#db.insert('usage', usage);
  }

  /** Newest first. */
  usage(officeId: string, limit: number): UsageRow[] {
    return this.#db.all(
      'SELECT * FROM usage WHERE office_id = ? ORDER BY rowid DESC LIMIT ?',
      officeId,
      limit,
    );
  }

  /** Sums by agent and kind, used at or after `since`. */
  totals(officeId: string, since = 0): UsageTotal[] {
    return this.#db.all(
      `SELECT agent, kind, SUM(input_tokens + output_tokens) AS tokens, SUM(core_hours) AS core_hours,
         SUM(memory_gib_hours) AS memory_gib_hours, SUM(credits) AS credits
       FROM usage WHERE office_id = ? AND created_at >= ? GROUP BY agent, kind ORDER BY agent, kind`,
      officeId,
      since,
    );
  }
}
