import type { ResponseInfo } from './ResponseInfo.ts';

/** What a call resolved to, and the answer that it came with. */
export interface WithResponse<T> {
  /** What the call resolves to without `.withResponse()`. */
  data: T;
  /** Status, headers, request id and limits of the answer. */
  response: ResponseInfo;
}

/**
 * The promise of a call: awaited, it is the answer's content; `.withResponse()` gives the answer's head too.
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
  /** Resolves to the content and the head of the answer, and rejects as the call itself does. */
  withResponse(): Promise<WithResponse<T>>;
}
