import { OS1Error } from './OS1Error.ts';

/**
 * 402: the office is out of credits. Hiring, tasks and messages to agents wait until some are added.
 *
 * @example
 * ```ts
 * import { InsufficientCreditsError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof InsufficientCreditsError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class InsufficientCreditsError extends OS1Error {
  static override readonly errorName: string = 'InsufficientCreditsError';
}
