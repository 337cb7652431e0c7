import { redact } from '@mitosislabs/transport/errors';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';

/** The error for a sign-in that was turned down in the browser. */
export function signInRefused(reason: string): CliError {
  return new CliError(`the sign-in was refused: ${redact(reason)}`, {
    code: 'login_refused',
    exitCode: ExitCode.notSignedIn,
    hint: 'Run `mi login` again.',
  });
}
