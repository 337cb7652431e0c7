import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { type PreparedTransfer, type TransferStatus, transfer } from './contract.ts';

/**
 * Transfer: moves an agent from one office to another.
 *
 * @example
 * ```ts
 * import { TransferAPI } from '@mitosislabs/api/transfer';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const transfer = new TransferAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const { transfer_id } = await transfer.prepare('office-id');
 * console.log((await transfer.status('office-id', transfer_id)).status);
 * ```
 */
export class TransferAPI extends GroupAPI implements Covers<typeof transfer> {
  /**
   * Prepares a transfer.
   *
   * Route: `POST /api/v1/offices/{officeId}/agents/prepare`.
   *
   * @returns the id of the transfer.
   */
  prepare(officeId: string, options?: RequestOptions): APIPromise<PreparedTransfer> {
    return this.call(transfer.prepare, { officeId }, options);
  }

  /**
   * Installs an agent that comes from another office.
   *
   * Route: `POST /api/v1/offices/{officeId}/agents/install`.
   *
   * @param data - The transfer, in the platform's own format: any JSON value.
   * @throws {@link ConflictError} 409 when the office has an agent with that name.
   */
  install(officeId: string, data: unknown, options?: RequestOptions): APIPromise<void> {
    return this.call(transfer.install, { officeId, body: data }, options);
  }

  /**
   * Starts a transfer.
   *
   * Route: `POST /api/v1/offices/{officeId}/agents/start`.
   *
   * @param data - The transfer, in the platform's own format: any JSON value.
   */
  start(officeId: string, data: unknown, options?: RequestOptions): APIPromise<void> {
    return this.call(transfer.start, { officeId, body: data }, options);
  }

  /**
   * Gets the status of a transfer.
   *
   * Route: `GET /api/v1/offices/{officeId}/agents/transfer/{transferId}`.
   *
   * @param transferId - The transfer.
   * @throws {@link NotFoundError} when there is no such transfer.
   */
  status(officeId: string, transferId: string, options?: RequestOptions): APIPromise<TransferStatus> {
    return this.call(transfer.status, { officeId, transferId }, options);
  }
}
