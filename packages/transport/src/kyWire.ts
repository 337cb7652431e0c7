import { bytesOf } from './bytesOf.ts';
import type { FetchBody } from './fetchBody.ts';
import { isBrowser } from './isBrowser.ts';
import type { Wire, WireRequest } from './Wire.ts';

const nothing: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({
    next: async () => ({ done: true, value: undefined }),
    return: async () => ({ done: true, value: undefined }),
  }),
};
let ky: typeof import('ky')['default'] | undefined;

/**
 * The wire that runs everywhere: ky over `fetch`.
 *
 * Where a request's body cannot be a stream, which is in browsers, one that is a stream is gathered first.
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
      // Loaded late: it costs a third of the time that Node takes to start, and there the wire is another one.
      ky ??= (await import('ky')).default;
      const attempt = linkedTo(signal);
      const broken: unknown[] = [];
      const encoded = await encode(body, (reason) => {
        broken.push(reason);
        attempt.abort(reason);
      });
      const init: RequestInit = {
        method,
        signal: attempt.signal,
        // Redirects are followed above, where each hop is signed anew and other origins are refused.
        redirect: 'manual',
        credentials: 'omit',
        // Only browsers have a cache, and older Workers know no such option.
        ...(isBrowser() && { cache: 'no-store' }),
        ...encoded,
        headers: { ...headers, ...encoded.headers },
      };
      // ky clones every request that it makes, in case it has to be repeated: a second copy of the body, and on Node 18
      // one that keeps the process alive. Repeating is done above; so ky is not given the body, and `fetch` is.
      const send = fetch ?? globalThis.fetch;
      const options = { method, retry: 0, timeout: false, throwHttpErrors: false } as const;
      let response: Response;
      try {
        response = await ky(url, { ...options, fetch: () => send(url, init) });
      } catch (failure) {
        if (broken.length === 0 && init.redirect === 'error' && isRedirect(failure))
          response = Response.error();
        else throw broken.length > 0 ? broken[0] : failure;
      }
      // An answer to a part of the body is none.
      if (broken.length > 0) throw broken[0];
      return {
        status: response.status,
        headers: plain(response.headers),
        body: response.body ? bytesOf(response.body) : nothing,
      };
    },
  };
}

/** Most bodies are what they are; streams load what they need. */
async function encode(body: WireRequest['body'], fail: (reason: unknown) => void): Promise<FetchBody> {
  if (typeof body !== 'object' || !('isReplayable' in body))
    return { ...(body !== undefined && { body: body as BodyInit }) };
  const { fetchBody } = await import('./fetchBody.ts');
  return fetchBody(body, fail);
}

/** A controller that fires with a signal, or by itself. */
function linkedTo(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return controller;
}

/** Node, Deno and Bun each have an error of their own for a redirect that was to be one. */
function isRedirect(failure: unknown): boolean {
  for (let error = failure; error instanceof Error; error = error.cause) {
    if (/redirect/i.test(`${Reflect.get(error, 'code')} ${error.message}`)) return true;
  }
  return false;
}

/** The headers, without cookies: there is nobody to keep them. */
function plain(headers: Headers): Record<string, string> {
  const record: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (name !== 'set-cookie') record[name] = value;
  });
  return record;
}
