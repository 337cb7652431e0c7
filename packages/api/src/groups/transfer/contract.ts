import { none } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { number, optional, type Schema, shape, string, unknown } from '../../contract/schema.ts';

/** A transfer that can be started. */
export interface PreparedTransfer {
  /** The id to pass to `transfer.status`. */
  transfer_id: string;
}

/** The schema of {@link PreparedTransfer}. */
export const preparedTransferSchema: Schema<PreparedTransfer> = shape<PreparedTransfer>({
  transfer_id: string,
});

/** The status of a transfer. */
export interface TransferStatus {
  /** The transfer. */
  transfer_id: string;
  /** The status, in one word. */
  status: string;
  /** The completed part. */
  progress?: number;
}

/** The schema of {@link TransferStatus}. */
export const transferStatusSchema: Schema<TransferStatus> = shape<TransferStatus>({
  transfer_id: string,
  status: string,
  progress: optional(number),
});

/** The operations that move agents. */
export const transfer = group('transfer', {
  prepare: {
    route: 'POST /api/v1/offices/{officeId}/agents/prepare',
    responseType: 'json',
    output: preparedTransferSchema,
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'transfer.status',
  },
  install: {
    route: 'POST /api/v1/offices/{officeId}/agents/install',
    body: unknown,
    argument: 'data',
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'transfer.status',
    errors: [409],
  },
  start: {
    route: 'POST /api/v1/offices/{officeId}/agents/start',
    body: unknown,
    argument: 'data',
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'transfer.status',
  },
  status: {
    route: 'GET /api/v1/offices/{officeId}/agents/transfer/{transferId}',
    responseType: 'json',
    output: transferStatusSchema,
    idempotency: 'safe',
    access: none,
  },
} as const satisfies Operations);
