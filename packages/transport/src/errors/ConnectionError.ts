import { OS1Error } from './OS1Error.ts';

/**
 * No answer: the server is down, the name is unknown, or the connection broke. Its `status` is 0.
 *
 * @example
 * ```ts
 * import { ConnectionError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof ConnectionError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class ConnectionError extends OS1Error {
  static override readonly errorName: string = 'ConnectionError';
}
