import { number, optional, type Schema, shape, text } from '../schema.ts';

/** How far the move of an agent to another office has come. */
export interface TransferStatus {
  /** The transfer. */
  transfer_id: string;
  /** In one word. */
  status: string;
  /** How much of it is done. */
  progress?: number;
}

/** The schema of {@link TransferStatus}. */
export const transferStatusSchema: Schema<TransferStatus> = shape<TransferStatus>({
  transfer_id: text,
  status: text,
  progress: optional(number),
});
