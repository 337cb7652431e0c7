import { onAbort } from '@mitosislabs/auth/async';
import { kindOf } from '@mitosislabs/auth/errors';
import { loadFetchBody } from '#lateParts';
import { chunksOf } from '../body/chunksOf.ts';
import type { StreamBody } from '../body/StreamBody.ts';
import { can } from '../runtime/can.ts';
import { isBrowser } from '../runtime/userAgent.ts';
import type { Fetch, FetchInit, FetchResponse } from './Fetch.ts';
import type { FetchBody } from './fetchBody.ts';
import { BODILESS, ownWires, type Wire, type WireRequest, type WireResponse } from './Wire.ts';

/** The options of `fetch` that a wire sets. */
type WireInit = FetchInit & Omit<FetchBody, 'redirect'> & Pick<RequestInit, 'cache' | 'credentials'>;

/**
 * The wire that runs everywhere: `fetch`, and nothing else.
 *
 * Buffers a stream body first in browsers, where a body cannot be a stream; and for a custom `fetch` on Node before 20.16,
 * as it may not support web streams.
 *
 * @param fetch - A `fetch` of your own. Default: the global one, looked up when a request is sent.
 * @returns a wire.
 *
 * @example
 * ```ts
 * import { fetchWire, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', wire: fetchWire() });
 * ```
 */
export function fetchWire(fetch?: Fetch): Wire {
  return wireOver(() => fetch ?? globalThis.fetch, fetch !== undefined);
}

/**
 * Creates a wire over a `fetch`.
 *
 * @param find - Returns the `fetch` for one request.
 * @param isForeign - Whether it may be other than the runtime's own.
 */
export function wireOver(find: () => Fetch, isForeign: boolean): Wire {
  const send = (request: Omit<WireRequest, 'signal'>, signal: AbortSignal): Promise<WireResponse> => {
    const { method, url, headers, body } = request;
    const init: WireInit = {
      method,
      headers: headers as Record<string, string>,
      signal,
      // Redirects are followed above, where each hop is signed again and other origins are refused.
      redirect: 'manual',
      credentials: 'omit',
    };
    // Only browsers have a cache, and older Workers know no such option.
    if (isBrowser()) init.cache = 'no-store';
    const call = find();
    if (typeof body === 'object' && 'isReplayable' in body)
      return sendStream(call, url, init, body, isForeign);
    if (body !== undefined) init.body = body as BodyInit;
    return call(url, init).then((response) => wireResponse(response, signal));
  };
  const wire: Wire = { send: async (request) => send(request, request.signal) };
  // A `fetch` that ignores its signal does not hold up the call.
  ownWires.set(wire, (request, deadline) => deadline.race(send(request, deadline.signal)));
  return wire;
}

/** Sends a request whose body is a stream. */
async function sendStream(
  call: Fetch,
  url: string,
  given: WireInit,
  body: StreamBody,
  isForeign: boolean,
): Promise<WireResponse> {
  const broken: unknown[] = [];
  // Fires also when the source of the body fails.
  const attempt = linkedTo(given.signal);
  const fetchBody = await loadFetchBody();
  const encoded = await fetchBody(body, isForeign, (reason) => {
    broken.push(reason);
    attempt.abort(reason);
  });
  const init: WireInit = {
    ...given,
    ...encoded,
    signal: attempt.signal,
    headers: { ...given.headers, ...encoded.headers },
  };
  let response: FetchResponse;
  try {
    response = await call(url, init);
  } catch (failure) {
    if (broken.length > 0) throw broken[0];
    if (init.redirect !== 'error' || !isRedirect(failure)) throw failure;
    response = { status: 0, headers: new Map(), body: null };
  }
  // A response to a part of the body does not count.
  if (broken.length > 0) throw broken[0];
  return wireResponse(response, given.signal);
}

function wireResponse(response: FetchResponse, signal: AbortSignal): WireResponse {
  if (typeof response?.status !== 'number' || !can(response.headers, 'forEach')) {
    throw new TypeError(`fetch must return a Response, got ${kindOf(response)}`);
  }
  const { status } = response;
  // Other packages' `Response` may have no `body`, which would be read in another way.
  const source = BODILESS.has(status) ? { body: null } : response;
  const body = chunksOf(source);
  // A `fetch` that ignores its signal: the call has ended.
  if (signal.aborted) void body.return?.();
  return { status, headers: plain(response.headers), body };
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
