import { MitosisError, type MitosisErrorOptions } from '@mitosislabs/auth/errors';
import { ExitCode } from './exitCodes.ts';

/** A failure of the command line itself, with its exit code. */
export class CliError extends MitosisError {
  static override readonly errorName: string = 'CliError';

  readonly exitCode: number;

  constructor(message: string, options: MitosisErrorOptions & { exitCode?: number }) {
    super(message, options);
    this.exitCode = options.exitCode ?? ExitCode.failure;
  }
}
