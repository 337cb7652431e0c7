import type { Context } from '../Context.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { confirm } from './ask.ts';
import { canAsk } from './canAsk.ts';

/**
 * Asks for a confirmation before something is deleted or replaced.
 *
 * @param question - What is lost, as a question.
 * @param hint - What to do where no one can be asked.
 * @throws {@link CliError} `confirmation_needed` if there is no terminal to ask at, `not_confirmed` after any answer but yes.
 */
export async function assertConfirmed(question: string, context: Context, hint?: string): Promise<void> {
  if (!canAsk(context)) throw confirmationNeeded(question, hint);
  if (!(await confirm(question, context))) throw notConfirmed('Answer y, or pass --yes.');
}

/** Returns the error for a question that cannot be asked. */
export function confirmationNeeded(
  question: string,
  hint = 'Pass --yes when you are sure. --dry-run shows what would be sent.',
): CliError {
  return new CliError(`this needs a confirmation: ${question}`, {
    code: 'confirmation_needed',
    exitCode: ExitCode.confirmation,
    hint,
  });
}

/** Returns the error for an answer other than yes. */
export function notConfirmed(hint: string): CliError {
  return new CliError('nothing was changed', {
    code: 'not_confirmed',
    exitCode: ExitCode.confirmation,
    hint,
  });
}
