import { AgentNotReadyError, type WaitOptions, WaitTimeoutError } from '@mitosislabs/api/employees';
import type { Task, TasksAPI } from '@mitosislabs/api/tasks';
import { NotFoundError } from '@mitosislabs/transport/errors';
import type { Context } from '../Context.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { whileShown } from '../output/progress.ts';

/** Options of {@link waitFor}. */
interface Waiting {
  /** The subject of the message about a timeout. */
  readonly what: string;
  /** The work done before the wait, for the message if waiting is futile. Without it, the error is passed on. */
  readonly subject?: string;
  readonly seconds: number;
  /** The run that waits. */
  readonly context: Context;
  /** The command that shows the state after a failure. */
  readonly hint: string;
}

/**
 * Runs a wait of the library, and turns its failures into errors of the command line.
 *
 * @param wait - Starts the wait.
 * @throws {@link CliError} after the timeout, or as soon as waiting is futile.
 */
export async function waitFor<T>(
  wait: (options: WaitOptions) => Promise<T>,
  { what, subject, seconds, context, hint }: Waiting,
): Promise<T> {
  try {
    return await whileShown(
      context,
      `waiting for ${what}`,
      wait({ timeoutMs: seconds * 1000, signal: context.signal }),
    );
  } catch (error) {
    if (error instanceof WaitTimeoutError) {
      throw new CliError(`${what} took longer than ${seconds} s`, {
        code: 'timeout',
        exitCode: ExitCode.unreachable,
        hint,
      });
    }
    const code = futileCode(error);
    if (code === undefined || subject === undefined) throw error;
    throw new CliError(`${subject}, but waiting cannot succeed: ${(error as Error).message}`, {
      code,
      exitCode: code === 'not_found' ? ExitCode.notFound : ExitCode.failure,
      hint,
    });
  }
}

/**
 * Waits until a task has ended, well or not.
 *
 * @param options.subject - The work done before the wait, if any.
 * @throws {@link CliError} after the timeout, or as soon as waiting is futile.
 */
export async function waitForTask(
  tasks: TasksAPI,
  { office, id }: { office: string; id: string },
  options: Pick<Waiting, 'subject' | 'seconds' | 'context'>,
): Promise<Task> {
  return waitFor((wait) => tasks.wait(office, id, wait), {
    ...options,
    what: `task ${id}`,
    hint: `The task continues: mi tasks get ${office} ${id}`,
  });
}

/**
 * Checks that a task ended well.
 *
 * @throws {@link CliError} `task_failed` when it did not; the message says why.
 */
export function assertDone(office: string, { id, status, error, assigned_to: agent }: Task): void {
  if (status === 'completed' || status === 'done') return;
  throw new CliError(`task ${id} ended as ${status}: ${error ?? 'the platform gives no reason'}`, {
    code: 'task_failed',
    hint:
      agent === undefined
        ? `See what happened: mi tasks get ${office} ${id}`
        : `See what happened: mi agents logs ${office} ${agent}`,
  });
}

/** Returns the code of a futile wait; `undefined` for any other failure. */
function futileCode(error: unknown): string | undefined {
  if (error instanceof NotFoundError) return 'not_found';
  if (!(error instanceof AgentNotReadyError)) return undefined;
  return error.phase === 'failed' ? 'agent_failed' : 'agent_not_ready';
}
