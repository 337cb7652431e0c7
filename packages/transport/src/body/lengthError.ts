import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/**
 * Creates the error for a body whose length is not the announced one.
 *
 * @param sent - Its length in bytes.
 * @param length - The announced length.
 * @param least - `'at least '` if it may be longer.
 */
export function lengthError(sent: number, length: number, least = ''): InvalidArgumentError {
  return new InvalidArgumentError('body', `has ${least}${sent} bytes, and ${length} were announced`);
}
