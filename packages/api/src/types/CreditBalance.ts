import { number, type Schema, shape, text } from '../schema.ts';

/** What an office has to spend. */
export interface CreditBalance {
  /** The office. */
  office_id: string;
  /** In credits; at 0 or less, hiring, tasks and messages to agents are refused. */
  balance: number;
}

/** The schema of {@link CreditBalance}. */
export const creditBalanceSchema: Schema<CreditBalance> = shape<CreditBalance>({
  office_id: text,
  balance: number,
});
