import type { WireRequest, WireResponse } from '../wire/Wire.ts';

/** The call that a middleware's request belongs to. */
export interface MiddlewareContext {
  /** The operation's name, such as `tasks.create`; `undefined` for other requests. */
  readonly operation: string | undefined;
  /** The number of the attempt: 1 for the first. */
  readonly attempt: number;
}

/**
 * A function between the retries and the signature. It runs for every attempt. It may change the request, respond in place
 * of the server, read the response, or call `next` again. Credentials are added after it, and go to the configured hosts
 * only. Its own errors are not retried.
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
