import { MitosisError } from '@mitosislabs/auth/errors';

/** The phases in which an agent does nothing until it is restored: waiting for it is pointless. */
export const AWAY_PHASES: readonly string[] = ['failed', 'suspended', 'archived'];

/**
 * Thrown when waiting for an agent or its task is pointless: the agent failed, is suspended or archived, or is no
 * longer in the office. Its `code` is `agent_not_ready`.
 *
 * @example
 * ```ts
 * import { AgentNotReadyError } from '@mitosislabs/api';
 * import { EmployeesAPI } from '@mitosislabs/api/employees';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const employees = new EmployeesAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * try {
 *   await employees.waitUntilReady('office-id', 'aria');
 * } catch (error) {
 *   if (error instanceof AgentNotReadyError) console.log(error.phase);
 * }
 * ```
 */
export class AgentNotReadyError extends MitosisError {
  static override readonly errorName: string = 'AgentNotReadyError';

  /** The phase that the agent is in: `failed`, `suspended` or `archived`; `gone` when it is no longer in the office. */
  readonly phase: string;

  /**
   * @param name - The agent's name.
   * @param phase - Its phase.
   * @param reason - The reason that the platform gives.
   * @param taskId - The task that waits for the agent. Default: the call waited for the agent itself.
   */
  constructor(name: string, phase: string, reason?: string, taskId?: string) {
    const why = `${phase}${reason ? ` (${reason})` : ''}`;
    super(
      taskId === undefined
        ? `Agent ${name} will not become ready: it is ${why}.`
        : `Task ${taskId} will not be done: its agent ${name} is ${why}.`,
      {
        code: 'agent_not_ready',
        hint:
          taskId === undefined
            ? 'See employees.lastError; employees.restore brings an archived agent back.'
            : 'Bring the agent back, or give the task to another one: tasks.update with assigned_to.',
      },
    );
    this.phase = phase;
  }
}
