export { type PostgresPool, type PostgresStateOptions, postgresState } from './state/postgresState.ts';
