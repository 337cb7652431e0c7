import { execRequestSchema } from '../types/ExecRequest.ts';
import { execResponseSchema } from '../types/ExecResponse.ts';
import { workspaceHealthSchema } from '../types/WorkspaceHealth.ts';
import type { Group } from './Endpoint.ts';

/** The operations on the workspace. */
export const workspace = {
  exec: {
    name: 'workspace.exec',
    route: 'POST /api/v1/offices/{officeId}/workspace/exec',
    body: execRequestSchema,
    answer: 'json',
    output: execResponseSchema,
    repeat: 'once',
    lookup: 'files.list',
  },
  health: {
    name: 'workspace.health',
    route: 'GET /api/v1/offices/{officeId}/workspace/health',
    answer: 'json',
    output: workspaceHealthSchema,
    repeat: 'safe',
  },
} as const satisfies Group;
