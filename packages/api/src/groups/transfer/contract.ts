import type { Group } from '../../contract/Endpoint.ts';
import { anything, number, optional, type Schema, shape, text } from '../../contract/schema.ts';

/** A transfer that can be started. */
export interface PreparedTransfer {
  /** What names it to `transfer.status`. */
  transfer_id: string;
}

/** The schema of {@link PreparedTransfer}. */
export const preparedTransferSchema: Schema<PreparedTransfer> = shape<PreparedTransfer>({
  transfer_id: text,
});

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

/** The operations that move agents. */
export const transfer = {
  prepare: {
    name: 'transfer.prepare',
    route: 'POST /api/v1/offices/{officeId}/agents/prepare',
    answer: 'json',
    output: preparedTransferSchema,
    repeat: 'keyed',
    lookup: 'transfer.status',
  },
  install: {
    name: 'transfer.install',
    route: 'POST /api/v1/offices/{officeId}/agents/install',
    body: anything,
    argument: 'data',
    answer: 'none',
    repeat: 'keyed',
    lookup: 'transfer.status',
    errors: [409],
  },
  start: {
    name: 'transfer.start',
    route: 'POST /api/v1/offices/{officeId}/agents/start',
    body: anything,
    argument: 'data',
    answer: 'none',
    repeat: 'keyed',
    lookup: 'transfer.status',
  },
  status: {
    name: 'transfer.status',
    route: 'GET /api/v1/offices/{officeId}/agents/transfer/{transferId}',
    answer: 'json',
    output: transferStatusSchema,
    repeat: 'safe',
  },
} as const satisfies Group;
