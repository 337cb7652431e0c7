import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { capabilities } from './contract.ts';

/**
 * Capabilities: the permissions of the caller in an office.
 *
 * @example
 * ```ts
 * import { CapabilitiesAPI } from '@mitosislabs/api/capabilities';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const capabilities = new CapabilitiesAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * console.log(await capabilities.self('office-id'));
 * ```
 */
export class CapabilitiesAPI extends GroupAPI implements Covers<typeof capabilities> {
  /**
   * Gets the permissions of the caller in an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/capabilities/self`.
   *
   * @returns the capabilities, in the platform's own format.
   */
  self(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(capabilities.self, { officeId }, options);
  }
}
