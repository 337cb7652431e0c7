import { all, execute } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { boolean, number, optional, type Schema, shape, string, time } from '../../contract/schema.ts';

/** A command to run in an office's workspace. */
export interface ExecRequest {
  /** The command line. */
  command: string;
  /** How long it may take, in ms. */
  timeout_ms?: number;
}

/** The schema of {@link ExecRequest}. */
export const execRequestSchema: Schema<ExecRequest> = shape<ExecRequest>({
  command: string,
  timeout_ms: optional(time),
});

/** The result of a command. */
export interface ExecResponse {
  /** The standard output of the command. May contain terminal escapes. */
  stdout: string;
  /** The standard error of the command. May contain terminal escapes. */
  stderr: string;
  /** The exit code: 0 for success. */
  exit_code: number;
}

/** The schema of {@link ExecResponse}. */
export const execResponseSchema: Schema<ExecResponse> = shape<ExecResponse>({
  stdout: string,
  stderr: string,
  exit_code: number,
});

/** The health of an office's workspace. */
export interface WorkspaceHealth {
  /** Whether commands can be run. */
  healthy: boolean;
}

/** The schema of {@link WorkspaceHealth}. */
export const workspaceHealthSchema: Schema<WorkspaceHealth> = shape<WorkspaceHealth>({
  healthy: boolean,
});

/** The operations on the workspace. */
export const workspace = group('workspace', {
  exec: {
    route: 'POST /api/v1/offices/{officeId}/workspace/exec',
    body: execRequestSchema,
    responseType: 'json',
    output: execResponseSchema,
    idempotency: 'once',
    access: execute,
    lookup: 'files.list',
  },
  health: {
    route: 'GET /api/v1/offices/{officeId}/workspace/health',
    responseType: 'json',
    output: workspaceHealthSchema,
    idempotency: 'safe',
    access: all,
  },
} as const satisfies Operations);
