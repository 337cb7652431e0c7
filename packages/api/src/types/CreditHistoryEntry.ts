import { number, type Schema, shape, text } from '../schema.ts';

/** One entry of an office's ledger. */
export interface CreditHistoryEntry {
  /** Unique id. */
  id: string;
  /** The office. */
  office_id: string;
  /** How many credits were added; negative when they were used. */
  amount: number;
  /** What the office had afterwards. */
  balance_after: number;
  /** What for. */
  reason: string;
  /** When: ISO 8601. */
  created_at: string;
}

/** The schema of {@link CreditHistoryEntry}. */
export const creditHistoryEntrySchema: Schema<CreditHistoryEntry> = shape<CreditHistoryEntry>({
  id: text,
  office_id: text,
  amount: number,
  balance_after: number,
  reason: text,
  created_at: text,
});
