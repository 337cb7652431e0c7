import { type Schema, shape, text } from '../schema.ts';

/** A transfer that can be started. */
export interface PreparedTransfer {
  /** What names it to `transfer.status`. */
  transfer_id: string;
}

/** The schema of {@link PreparedTransfer}. */
export const preparedTransferSchema: Schema<PreparedTransfer> = shape<PreparedTransfer>({
  transfer_id: text,
});
