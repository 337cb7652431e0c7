export type { ExecRequest } from './types/ExecRequest.ts';
export type { ExecResponse } from './types/ExecResponse.ts';
export type { WorkspaceHealth } from './types/WorkspaceHealth.ts';
export { WorkspaceAPI } from './WorkspaceAPI.ts';
