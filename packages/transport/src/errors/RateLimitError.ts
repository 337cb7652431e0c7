import { OS1Error } from './OS1Error.ts';

/**
 * 429: too many requests; `retryAfterMs` says how long to wait. Hiring is capped at 3 in 10 minutes per office.
 *
 * @example
 * ```ts
 * import { RateLimitError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof RateLimitError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class RateLimitError extends OS1Error {
  static override readonly errorName: string = 'RateLimitError';
}
