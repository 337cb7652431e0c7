export { fileState } from './state/fileState.ts';
