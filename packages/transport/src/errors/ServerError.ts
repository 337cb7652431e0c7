import { OS1Error } from './OS1Error.ts';

/**
 * 5xx: the server failed. For anything but a read, the outcome is unknown.
 *
 * @example
 * ```ts
 * import { ServerError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof ServerError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class ServerError extends OS1Error {
  static override readonly errorName: string = 'ServerError';
}
