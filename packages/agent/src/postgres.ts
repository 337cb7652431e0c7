export type { AgentLease, AgentState, StateView } from './state/AgentState.ts';
export { type PostgresPool, type PostgresStateOptions, postgresState } from './state/postgresState.ts';
