import { MitosisError } from './MitosisError.ts';

/**
 * An argument that is not valid. Thrown before anything is sent or written. Its `code` is `invalid_argument`.
 *
 * @example
 * ```ts
 * import { InvalidArgumentError, publicKeyFromPrivate } from '@mitosislabs/auth';
 *
 * try {
 *   publicKeyFromPrivate(new Uint8Array(5));
 * } catch (error) {
 *   if (error instanceof InvalidArgumentError) console.error(error.argument); // privateKey
 * }
 * ```
 */
export class InvalidArgumentError extends MitosisError {
  static override readonly errorName: string = 'InvalidArgumentError';

  /** The argument's name, with the path into it where it is an object: `task.title`. */
  readonly argument: string;

  /**
   * @param argument - The argument's name.
   * @param problem - The problem, to follow the name: `must be 32 bytes, got 5`.
   * @param options - A hint or a cause.
   */
  constructor(argument: string, problem: string, options: { hint?: string; cause?: unknown } = {}) {
    super(`${argument} ${problem}.`, { code: 'invalid_argument', ...options });
    this.argument = argument;
  }
}
