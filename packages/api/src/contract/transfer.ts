import { anything } from '../schema.ts';
import { preparedTransferSchema } from '../types/PreparedTransfer.ts';
import { transferStatusSchema } from '../types/TransferStatus.ts';
import type { Group } from './Endpoint.ts';

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
