import { CliError } from './CliError.ts';
import { ExitCode } from './exitCodes.ts';

/** A mistake in the command line. Thrown before anything is sent or written. */
export class UsageError extends CliError {
  static override readonly errorName: string = 'UsageError';

  /** The command's usage line, if the command is known. */
  readonly usage: string | undefined;

  constructor(message: string, options: { hint?: string | undefined; usage?: string | undefined } = {}) {
    super(message, { code: 'usage', hint: options.hint, exitCode: ExitCode.usage });
    this.usage = options.usage;
  }
}
