import { OS1Error } from './OS1Error.ts';

/**
 * 403: the caller is known, but may not do this; somebody else’s office, say.
 *
 * @example
 * ```ts
 * import { PermissionDeniedError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof PermissionDeniedError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class PermissionDeniedError extends OS1Error {
  static override readonly errorName: string = 'PermissionDeniedError';
}
