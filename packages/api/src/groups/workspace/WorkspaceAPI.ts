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
   * @param req - The command line, and how long it may take. Make `options.timeout` longer than that.
   * @returns its output and exit code. A command that fails is a result, not an error.
   */
  exec(officeId: string, req: ExecRequest, options?: RequestOptions): APIPromise<ExecResponse> {
    return this.call(workspace.exec, { officeId, body: req }, options);
  }

  /**
   * Checks whether commands can be run.
   *
   * Route: `GET /api/v1/offices/{officeId}/workspace/health`.
   */
  health(officeId: string, options?: RequestOptions): APIPromise<WorkspaceHealth> {
    return this.call(workspace.health, { officeId }, options);
  }
}
