import { onAbort } from '@mitosislabs/auth/async';
import { kindOf } from '@mitosislabs/auth/errors';
import { loadFetchBody, loadKy } from '#lateParts';
import { chunksOf } from '../body/chunksOf.ts';
import { can } from '../runtime/can.ts';
import { isBrowser } from '../runtime/userAgent.ts';
import type { Fetch, FetchInit, FetchResponse } from './Fetch.ts';
import type { FetchBody } from './fetchBody.ts';
import { BODILESS, type Wire } from './Wire.ts';

/**
 * The wire that runs everywhere: ky over `fetch`.
 *
 * In browsers, where a body cannot be a stream, a stream is buffered first. So it is before
 * Node 20.16 for a custom `fetch`, which may not support web streams.
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
export function kyWire(fetch?: Fetch): Wire {
  return {
    async send({ method, url, headers, body, signal }) {
      // Loaded on first use: it takes a third of Node's start-up time, and Node has another wire.
      const ky = await loadKy();
      const broken: unknown[] = [];
      let attempt: AbortController | undefined;
      let encoded: FetchBody = {};
      if (typeof body === 'object' && 'isReplayable' in body) {
        // Fires also when the source of the body fails.
        const linked = linkedTo(signal);
        attempt = linked;
        const fetchBody = await loadFetchBody();
        encoded = await fetchBody(body, fetch !== undefined, (reason) => {
          broken.push(reason);
          linked.abort(reason);
        });
      } else if (body !== undefined) encoded = { body: body as BodyInit };
      const init: FetchInit & Omit<FetchBody, 'redirect'> & Pick<RequestInit, 'cache' | 'credentials'> = {
        method,
        signal: attempt?.signal ?? signal,
        // Redirects are followed above, where each hop is signed again and other origins are refused.
        redirect: 'manual',
        credentials: 'omit',
        // Only browsers have a cache, and older Workers know no such option.
        ...(isBrowser() && { cache: 'no-store' }),
        ...encoded,
        headers: { ...headers, ...encoded.headers },
      };
      const call: Fetch = fetch ?? globalThis.fetch;
      let response: FetchResponse | undefined;
      // ky clones every request that it makes, in case it has to be repeated: a second copy of the body, and on Node 18
      // one that keeps the process alive. The transport repeats requests itself, so `fetch` gets the body, and ky does
      // not.
      const send = async (): Promise<Response> => {
        response = await call(url, init);
        // ky reads only `ok`. Always true here: the transport handles statuses.
        return { ok: true } as Response;
      };
      const options = { method, retry: 0, timeout: false, throwHttpErrors: false } as const;
      try {
        await ky(url, { ...options, fetch: send });
      } catch (failure) {
        if (broken.length > 0) throw broken[0];
        if (init.redirect !== 'error' || !isRedirect(failure)) throw failure;
        response = { status: 0, headers: new Map(), body: null };
      }
      // A response to a part of the body does not count.
      if (broken.length > 0) throw broken[0];
      if (typeof response?.status !== 'number' || !can(response.headers, 'forEach')) {
        throw new TypeError(`fetch must give a Response, and gave ${kindOf(response)}`);
      }
      const { status } = response;
      // Not every `Response` of another package has a body to say that there is none.
      const source = BODILESS.has(status) ? { body: null } : response;
      return { status, headers: plain(response.headers), body: chunksOf(source) };
    },
  };
}

/** Creates a controller that fires with a signal, or by itself. */
function linkedTo(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else onAbort(signal, abort);
  return controller;
}

/** Whether `fetch` failed because of a redirect: Node, Deno and Bun have different errors. */
function isRedirect(failure: unknown): boolean {
  for (
    let error = failure;
    typeof error === 'object' && error !== null;
    error = Reflect.get(error, 'cause')
  ) {
    if (/redirect/i.test(`${Reflect.get(error, 'code')} ${Reflect.get(error, 'message')}`)) return true;
  }
  return false;
}

/** Returns the headers, without cookies: none are kept. */
function plain(headers: FetchResponse['headers']): Record<string, string> {
  const record: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (name !== 'set-cookie') record[name] = value;
  });
  return record;
}
