import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { type Backup, type BackupsQuery, backups } from './contract.ts';

/**
 * Backups: copies of the state of agents.
 *
 * @example
 * ```ts
 * import { BackupsAPI } from '@mitosislabs/api/backups';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const api = new BackupsAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const backups = await api.list('office-id', { employee: 'aria' });
 * console.log(backups.map((backup) => backup.created_at));
 * ```
 */
export class BackupsAPI extends GroupAPI implements Covers<typeof backups> {
  /**
   * Lists the backups of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/backups`.
   *
   * @param opts - The agent. Default: all agents.
   */
  list(officeId: string, opts?: BackupsQuery, options?: RequestOptions): APIPromise<Backup[]> {
    return this.call(backups.list, { officeId, query: opts }, options);
  }

  /**
   * Gets one backup.
   *
   * Route: `GET /api/v1/offices/{officeId}/backups/{backupId}`.
   *
   * @param backupId - The backup.
   * @throws {@link NotFoundError} when there is no such backup.
   */
  get(officeId: string, backupId: string, options?: RequestOptions): APIPromise<Backup> {
    return this.call(backups.get, { officeId, backupId }, options);
  }

  /**
   * Deletes a backup.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/backups/{backupId}`.
   *
   * @param backupId - The backup.
   */
  delete(officeId: string, backupId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(backups.delete, { officeId, backupId }, options);
  }
}
