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
    send({ method, url, headers, body, signal }) {
      const init: RequestInit & { duplex?: 'half' } = {
        method,
        headers,
        signal,
        // Redirects are followed above, where each hop is signed anew and other origins are refused.
        redirect: 'manual',
        credentials: 'omit',
        cache: 'no-store',
        ...(body !== undefined && { body }),
        ...(body instanceof ReadableStream && { duplex: 'half' }),
      };
      // ky clones every request that it makes, in case it has to be repeated: a second copy of the body, and on Node 18
      // one that keeps the process alive. Repeating is done above; so ky is not given the body, and `fetch` is.
      const send = fetch ?? globalThis.fetch;
      return ky(url, {
        method,
        fetch: () => send(url, init),
        retry: 0,
        timeout: false,
        throwHttpErrors: false,
      });
    },
  };
}
