export type { ExecRequest, ExecResponse, WorkspaceHealth } from './contract.ts';
export { WorkspaceAPI } from './WorkspaceAPI.ts';
