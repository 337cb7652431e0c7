import ky from 'ky';
import type { Wire } from './Wire.ts';

/**
 * The wire that runs everywhere: ky over `fetch`.
 *
 * @param fetch - A `fetch` of your own. Default: the global one, looked up when a request is sent.
 * @returns a wire.
 *
 * @example
 * ```ts
 * import { kyWire, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', wire: kyWire() });
 * ```
 */
export function kyWire(fetch?: typeof globalThis.fetch): Wire {
  return {
    async send({ method, url, headers, body, signal }) {
      return ky(url, {
        method,
        headers,
        signal,
        ...(body === undefined ? {} : { body }),
        ...(fetch === undefined ? {} : { fetch }),
        // Redirects are followed above, where each hop is signed anew and other origins are refused.
        redirect: 'manual',
        credentials: 'omit',
        cache: 'no-store',
        retry: 0,
        timeout: false,
        throwHttpErrors: false,
      });
    },
  };
}
