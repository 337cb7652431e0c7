import { OS1Error } from './OS1Error.ts';

/**
 * The caller’s `AbortSignal` ended the request. Its `status` is 0, its `code` is `aborted`.
 *
 * @example
 * ```ts
 * import { AbortedError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof AbortedError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class AbortedError extends OS1Error {
  static override readonly errorName: string = 'AbortedError';
}
