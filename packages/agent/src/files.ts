export type { AgentLease, AgentState, StateView } from './state/AgentState.ts';
export { fileState } from './state/fileState.ts';
