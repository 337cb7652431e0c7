import { OS1Error } from './OS1Error.ts';

/**
 * 409: the name is taken.
 *
 * @example
 * ```ts
 * import { ConflictError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof ConflictError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class ConflictError extends OS1Error {
  static override readonly errorName: string = 'ConflictError';
}
