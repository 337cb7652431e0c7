export { type StateCheck, stateChecks } from './state/stateChecks.ts';
