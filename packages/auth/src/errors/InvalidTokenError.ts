import { MitosisError } from './MitosisError.ts';

/**
 * A JWT that is not valid: malformed, not HS256, wrongly signed, expired, or without an expiry.
 * Its `code` is `invalid_token`. The token itself is never in the message.
 *
 * @example
 * ```ts
 * import { InvalidTokenError, verifyJWT } from '@mitosislabs/auth';
 *
 * try {
 *   verifyJWT('not.a.token', '0123456789abcdef0123456789abcdef');
 * } catch (error) {
 *   if (error instanceof InvalidTokenError) console.error(error.message);
 * }
 * ```
 */
export class InvalidTokenError extends MitosisError {
  static override readonly errorName: string = 'InvalidTokenError';

  /** @param problem - The problem, to follow "The token": `has expired`. */
  constructor(problem: string) {
    super(`The token ${problem}.`, { code: 'invalid_token' });
  }
}
