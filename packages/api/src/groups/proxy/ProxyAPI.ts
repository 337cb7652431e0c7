import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { proxy } from './contract.ts';

/**
 * Proxy: the code proxies of an office.
 *
 * @example
 * ```ts
 * import { ProxyAPI } from '@mitosislabs/api/proxy';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const proxy = new ProxyAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * await proxy.teardownCodeProxy('office-id');
 * ```
 */
export class ProxyAPI extends GroupAPI implements Covers<typeof proxy> {
  /**
   * Deletes the proxy for Claude Code.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/code-proxy`.
   */
  teardownCodeProxy(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(proxy.teardownCodeProxy, { officeId }, options);
  }

  /**
   * Deletes the proxy for Codex.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/codex-proxy`.
   */
  teardownCodexProxy(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(proxy.teardownCodexProxy, { officeId }, options);
  }
}
