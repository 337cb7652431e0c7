import { OS1Error } from './OS1Error.ts';

/**
 * No answer within the time limit. Its `status` is 0, its `code` is `timeout`.
 *
 * @example
 * ```ts
 * import { TimeoutError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof TimeoutError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class TimeoutError extends OS1Error {
  static override readonly errorName: string = 'TimeoutError';
}
