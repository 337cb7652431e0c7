import { OS1Error } from './OS1Error.ts';

/**
 * 404: there is no such office, agent, task, file, ….
 *
 * @example
 * ```ts
 * import { NotFoundError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof NotFoundError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class NotFoundError extends OS1Error {
  static override readonly errorName: string = 'NotFoundError';
}
