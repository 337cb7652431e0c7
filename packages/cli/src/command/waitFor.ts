import { AgentNotReadyError, type WaitOptions, WaitTimeoutError } from '@mitosislabs/api/employees';
import { NotFoundError } from '@mitosislabs/transport/errors';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';

/** Options of a wait. */
interface Waiting {
  /** The subject of the message when the time is up. */
  readonly what: string;
  /** The work done before the wait, for the message when waiting is of no use. */
  readonly subject: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** The command to check with when it takes too long. */
  readonly hint: string;
}

/**
 * Runs one of the SDK's waits, and turns its failures into errors for a terminal.
 *
 * @param wait - Begins the wait.
 * @throws {@link CliError} when the time is up, or as soon as waiting is of no use.
 */
export async function waitFor<T>(
  wait: (options: WaitOptions) => Promise<T>,
  { what, subject, seconds, signal, hint }: Waiting,
): Promise<T> {
  try {
    return await wait({ timeoutMs: seconds * 1000, signal });
  } catch (error) {
    if (error instanceof WaitTimeoutError) {
      throw new CliError(`${what} took longer than ${seconds} s`, {
        code: 'timeout',
        exitCode: ExitCode.unreachable,
        hint,
      });
    }
    const code = vainly(error);
    if (code === undefined) throw error;
    throw new CliError(`${subject}, but waiting is of no use: ${(error as Error).message}`, {
      code,
      exitCode: code === 'not_found' ? ExitCode.notFound : ExitCode.failure,
      hint,
    });
  }
}

/** The code for a wait that is of no use; `undefined` for any other failure. */
function vainly(error: unknown): string | undefined {
  if (error instanceof NotFoundError) return 'not_found';
  if (!(error instanceof AgentNotReadyError)) return undefined;
  return error.phase === 'failed' ? 'agent_failed' : 'agent_not_ready';
}
