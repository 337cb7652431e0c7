import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { type ExecRequest, type ExecResponse, type WorkspaceHealth, workspace } from './contract.ts';

/**
 * Workspace: commands on the machine of an office.
 *
 * @example
 * ```ts
 * import { WorkspaceAPI } from '@mitosislabs/api/workspace';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const workspace = new WorkspaceAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const { stdout, exit_code } = await workspace.exec('office-id', { command: 'ls' });
 * console.log(exit_code, stdout.length);
 * ```
 */
export class WorkspaceAPI extends GroupAPI implements Covers<typeof workspace> {
  /**
   * Runs a command. It is never sent twice.
   *
   * Route: `POST /api/v1/offices/{officeId}/workspace/exec`.
   *
   * @param officeId - The office.
   * @param req - The command line, and how long it may take. Let `options.timeout` be longer than that.
   * @param options - Time limits, retries, signal, headers.
   * @returns what it printed, and how it ended: a command that fails is an answer, not an error.
   */
  exec(officeId: string, req: ExecRequest, options?: RequestOptions): APIPromise<ExecResponse> {
    return this.call(workspace.exec, { officeId, body: req }, options);
  }

  /**
   * Tells whether commands can be run.
   *
   * Route: `GET /api/v1/offices/{officeId}/workspace/health`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   */
  health(officeId: string, options?: RequestOptions): APIPromise<WorkspaceHealth> {
    return this.call(workspace.health, { officeId }, options);
  }
}
