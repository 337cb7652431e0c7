import { OS1Error } from './OS1Error.ts';

/**
 * An answer that is not what the operation answers: a web page where JSON should be, or a redirect to another origin.
 *
 * @example
 * ```ts
 * import { UnexpectedResponseError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof UnexpectedResponseError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class UnexpectedResponseError extends OS1Error {
  static override readonly errorName: string = 'UnexpectedResponseError';
}
