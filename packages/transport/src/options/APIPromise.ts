import type { ResponseInfo } from './ResponseInfo.ts';

/** The result of a call, and the head of its response. */
export interface WithResponse<T> {
  /** The result of the call without `.withResponse()`. */
  data: T;
  /** Status, headers, request id and rate limits of the response. */
  response: ResponseInfo;
}

/**
 * The promise of a call. It resolves to the response's content; `.withResponse()` resolves to its head too.
 *
 * @example
 * ```ts
 * import { Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * const { data, response } = await transport.request<unknown[]>('GET', '/api/v1/offices').withResponse();
 * console.log(data.length, response.requestId);
 * ```
 */
export interface APIPromise<T> extends Promise<T> {
  /** Resolves to the content and the head of the response, and rejects as the call itself does. */
  withResponse(): Promise<WithResponse<T>>;
}
