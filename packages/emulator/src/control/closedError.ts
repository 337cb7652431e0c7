import { MitosisError } from '@mitosislabs/auth/errors';

/** The error of a call that an emulator cannot answer after `close()`. */
export function closedError(method: string, cause?: unknown): MitosisError {
  return new MitosisError(`The emulator was closed before ${method} had a result.`, {
    code: 'emulator_closed',
    hint: 'Await the calls before close(), or start another emulator.',
    cause,
  });
}
