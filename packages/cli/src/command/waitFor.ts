import { AgentNotReadyError, type WaitOptions, WaitTimeoutError } from '@mitosislabs/api/employees';
import { NotFoundError } from '@mitosislabs/transport/errors';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';

/** What is waited for, and how long. */
interface Waiting {
  /** What takes its time, for the message when it is too long. */
  readonly what: string;
  /** What had been done before the wait, for the message when the wait is in vain. */
  readonly subject: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Where to look when it takes too long. */
  readonly hint: string;
}

/**
 * Waits for one of the SDK's waits, and says at a terminal why it ended.
 *
 * @param wait - Begins the wait.
 * @throws {@link CliError} when the time is up, or as soon as waiting is in vain.
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
    throw new CliError(`${subject}, but waiting is in vain: ${(error as Error).message}`, {
      code,
      exitCode: code === 'not_found' ? ExitCode.notFound : ExitCode.failure,
      hint,
    });
  }
}

/** The code for a wait that is in vain; `undefined` for any other failure. */
function vainly(error: unknown): string | undefined {
  if (error instanceof NotFoundError) return 'not_found';
  if (!(error instanceof AgentNotReadyError)) return undefined;
  return error.phase === 'failed' ? 'agent_failed' : 'agent_not_ready';
}
