import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import {
  type CreateExtensionRequest,
  type Extension,
  extensions,
  type InstallExtensionRequest,
  type MarketplaceItem,
} from './contract.ts';

/**
 * Extensions: panels that extend an office, and the marketplace that offers them.
 *
 * @example
 * ```ts
 * import { ExtensionsAPI } from '@mitosislabs/api/extensions';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const extensions = new ExtensionsAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const [item] = await extensions.marketplaceList();
 * if (item) await extensions.install('office-id', { extId: item.id });
 * ```
 */
export class ExtensionsAPI extends GroupAPI implements Covers<typeof extensions> {
  /**
   * Registers an extension.
   *
   * Route: `POST /api/v1/offices/{officeId}/extensions`.
   *
   * @param req - The extension.
   * @throws {@link ConflictError} 409 when the office has an extension with that name.
   */
  register(officeId: string, req: CreateExtensionRequest, options?: RequestOptions): APIPromise<Extension> {
    return this.call(extensions.register, { officeId, body: req }, options);
  }

  /**
   * Lists the extensions of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/extensions`.
   */
  list(officeId: string, options?: RequestOptions): APIPromise<Extension[]> {
    return this.call(extensions.list, { officeId }, options);
  }

  /**
   * Gets one extension.
   *
   * Route: `GET /api/v1/offices/{officeId}/extensions/{extId}`.
   *
   * @param extId - The extension.
   * @throws {@link NotFoundError} when there is no such extension.
   */
  get(officeId: string, extId: string, options?: RequestOptions): APIPromise<Extension> {
    return this.call(extensions.get, { officeId, extId }, options);
  }

  /**
   * Deletes an extension.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/extensions/{extId}`.
   *
   * @param extId - The extension.
   */
  delete(officeId: string, extId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(extensions.delete, { officeId, extId }, options);
  }

  /**
   * Installs an extension from the marketplace.
   *
   * Route: `POST /api/v1/offices/{officeId}/extensions/install`.
   *
   * @param req - The extension's id.
   * @throws {@link NotFoundError} when the marketplace has no such extension.
   */
  install(officeId: string, req: InstallExtensionRequest, options?: RequestOptions): APIPromise<void> {
    return this.call(extensions.install, { officeId, body: req }, options);
  }

  /**
   * Uninstalls an extension.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/extensions/{extId}/uninstall`.
   *
   * @param extId - The extension.
   */
  uninstall(officeId: string, extId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(extensions.uninstall, { officeId, extId }, options);
  }

  /**
   * Lists the extensions on the marketplace.
   *
   * Route: `GET /api/v1/marketplace`.
   */
  marketplaceList(options?: RequestOptions): APIPromise<MarketplaceItem[]> {
    return this.call(extensions.marketplaceList, {}, options);
  }

  /**
   * Gets one extension of the marketplace.
   *
   * Route: `GET /api/v1/marketplace/{extId}`.
   *
   * @param extId - The extension.
   * @throws {@link NotFoundError} when the marketplace has no such extension.
   */
  marketplaceGet(extId: string, options?: RequestOptions): APIPromise<MarketplaceItem> {
    return this.call(extensions.marketplaceGet, { extId }, options);
  }

  /**
   * Publishes an extension on the marketplace.
   *
   * Route: `POST /api/v1/marketplace/publish`.
   *
   * @param data - The extension, in the marketplace's own format: any JSON value.
   */
  marketplacePublish(data: unknown, options?: RequestOptions): APIPromise<void> {
    return this.call(extensions.marketplacePublish, { body: data }, options);
  }
}
