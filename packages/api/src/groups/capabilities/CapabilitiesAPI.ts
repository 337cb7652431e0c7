import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { capabilities } from './contract.ts';

/**
 * Capabilities: what the caller may do in an office.
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
   * Tells what the caller may do in an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/capabilities/self`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   * @returns the capabilities, as the platform shapes them.
   */
  self(officeId: string, options?: RequestOptions): APIPromise<unknown> {
    return this.call(capabilities.self, { officeId }, options);
  }
}
