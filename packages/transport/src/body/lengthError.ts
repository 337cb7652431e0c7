import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/**
 * The error for a body that has not the length that was announced.
 *
 * @param sent - How many bytes it has.
 * @param length - How many were announced.
 * @param least - `'at least '` where it may have more.
 */
export function lengthError(sent: number, length: number, least = ''): InvalidArgumentError {
  return new InvalidArgumentError('body', `has ${least}${sent} bytes, and ${length} were announced`);
}
