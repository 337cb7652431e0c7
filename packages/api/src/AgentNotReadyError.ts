import { MitosisError } from '@mitosislabs/auth/errors';

/**
 * An agent that will not become ready by waiting: it failed, or it is suspended or archived. Its `code` is
 * `agent_not_ready`.
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

  /** The phase that the agent is in: `failed`, `suspended` or `archived`. */
  readonly phase: string;

  /**
   * @param name - The agent's name.
   * @param phase - The phase that it is in.
   * @param reason - What the platform says of it.
   */
  constructor(name: string, phase: string, reason?: string) {
    super(`Agent ${name} will not become ready: it is ${phase}${reason ? ` (${reason})` : ''}.`, {
      code: 'agent_not_ready',
      hint: 'See employees.lastError; employees.restore brings an archived agent back.',
    });
    this.phase = phase;
  }
}
