import { OS1Error } from './OS1Error.ts';

/**
 * 401: no credentials, or none that the server takes.
 *
 * @example
 * ```ts
 * import { AuthenticationError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof AuthenticationError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class AuthenticationError extends OS1Error {
  static override readonly errorName: string = 'AuthenticationError';
}
