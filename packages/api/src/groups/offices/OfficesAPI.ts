import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import {
  type ClusterStatus,
  type CreateOfficeRequest,
  type Office,
  type OfficeSecret,
  type OfficeSettings,
  offices,
} from './contract.ts';

/**
 * Offices: where agents live and work. Also called colonies.
 *
 * @example
 * ```ts
 * import { OfficesAPI } from '@mitosislabs/api/offices';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const api = new OfficesAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const offices = await api.list();
 * console.log(offices.map((office) => office.name));
 * ```
 */
export class OfficesAPI extends GroupAPI implements Covers<typeof offices> {
  /**
   * Creates an office, or returns the one that the caller has.
   *
   * Route: `POST /api/v1/offices`. With an API key it goes to the dashboard (`POST /api/offices`), so that the
   * dashboard shows the office.
   *
   * @param req - The name, and whether to create a second office.
   * @returns the office. With `existing: true` nothing was created: it is the caller's newest existing office, and the
   * name in `req` was ignored. Tell the user who asked for that name, and set `forceCreate` only to create a second
   * office.
   * @throws {@link ConflictError} 409 when the name is taken.
   */
  create(req: CreateOfficeRequest, options?: RequestOptions): APIPromise<Office & { existing?: boolean }> {
    return this.call(offices.create, { body: req }, options);
  }

  /**
   * Lists the offices of the caller.
   *
   * Route: `GET /api/v1/offices`.
   */
  list(options?: RequestOptions): APIPromise<Office[]> {
    return this.call(offices.list, {}, options);
  }

  /**
   * Gets one office.
   *
   * Route: `GET /api/v1/offices/{officeId}`.
   *
   * @throws {@link NotFoundError} when there is no such office.
   */
  get(officeId: string, options?: RequestOptions): APIPromise<Office> {
    return this.call(offices.get, { officeId }, options);
  }

  /**
   * Gets the settings of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/settings`.
   */
  getSettings(officeId: string, options?: RequestOptions): APIPromise<OfficeSettings> {
    return this.call(offices.getSettings, { officeId }, options);
  }

  /**
   * Changes some settings of an office.
   *
   * Route: `PATCH /api/v1/offices/{officeId}/settings`.
   *
   * @param settings - The settings to change; the others stay.
   * @returns all settings.
   */
  updateSettings(
    officeId: string,
    settings: Partial<OfficeSettings>,
    options?: RequestOptions,
  ): APIPromise<OfficeSettings> {
    return this.call(offices.updateSettings, { officeId, body: settings }, options);
  }

  /**
   * Deletes an office with everything in it.
   *
   * Route: `DELETE /api/v1/offices/{officeId}`.
   */
  delete(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(offices.delete, { officeId }, options);
  }

  /**
   * Gets the status of an office's infrastructure.
   *
   * Route: `GET /api/v1/offices/{officeId}/status`.
   */
  status(officeId: string, options?: RequestOptions): APIPromise<ClusterStatus> {
    return this.call(offices.status, { officeId }, options);
  }

  /**
   * Gets the kubeconfig of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/kubeconfig`.
   *
   * @returns YAML. It holds credentials.
   */
  kubeconfig(officeId: string, options?: RequestOptions): APIPromise<string> {
    return this.call(offices.kubeconfig, { officeId }, options);
  }

  /**
   * Transfers an office to another user.
   *
   * Route: `POST /api/v1/offices/{officeId}/transfer`.
   *
   * @param newOwnerId - The id of the new owner.
   */
  transfer(officeId: string, newOwnerId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(offices.transfer, { officeId, body: { new_owner_id: newOwnerId } }, options);
  }

  /**
   * Replaces the secret of an office.
   *
   * Route: `POST /api/v1/offices/{officeId}/rotate-secret`.
   *
   * @returns the new secret.
   */
  rotateSecret(officeId: string, options?: RequestOptions): APIPromise<OfficeSecret> {
    return this.call(offices.rotateSecret, { officeId }, options);
  }

  /**
   * Sets a secret that agents of an office can use.
   *
   * Route: `PUT /api/v1/offices/{officeId}/secrets/{secretName}`.
   *
   * @param secretName - The name of the secret.
   * @param value - The value of the secret.
   */
  setSecret(officeId: string, secretName: string, value: string, options?: RequestOptions): APIPromise<void> {
    return this.call(offices.setSecret, { officeId, secretName, body: { value } }, options);
  }

  /**
   * Suspends an office: all work in it stops.
   *
   * Route: `POST /api/v1/offices/{officeId}/suspend`.
   */
  suspend(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(offices.suspend, { officeId }, options);
  }

  /**
   * Resumes a suspended office.
   *
   * Route: `POST /api/v1/offices/{officeId}/resume`.
   */
  resume(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(offices.resume, { officeId }, options);
  }
}
