import type { WireRequest, WireResponse } from '../wire/Wire.ts';

/** What a middleware knows of the call that its request belongs to. */
export interface MiddlewareContext {
  /** The operation, such as `tasks.create`; left out for requests that are none. */
  readonly operation: string | undefined;
  /** Which attempt this is: 1 for the first. */
  readonly attempt: number;
}

/**
 * Stands between the retries and the signature: it is run for every attempt, may change the request, answer in place of
 * the server, look at the answer, or call `next` once more. Credentials are added after it, and go to the configured
 * hosts only. An error of its own is not retried.
 *
 * @example
 * ```ts
 * import { type Middleware, Transport } from '@mitosislabs/transport';
 *
 * const timed: Middleware = async (request, next, { attempt }) => {
 *   const started = performance.now();
 *   const response = await next({ ...request, headers: { ...request.headers, 'x-attempt': String(attempt) } });
 *   console.log(request.method, response.status, performance.now() - started);
 *   return response;
 * };
 * new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example', middleware: [timed] });
 * ```
 */
export type Middleware = (
  request: WireRequest,
  next: (request: WireRequest) => Promise<WireResponse>,
  context: MiddlewareContext,
) => Promise<WireResponse>;
