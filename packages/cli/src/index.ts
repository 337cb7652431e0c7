// The `mi` command line, for programs that want to run it: the umbrella's own binary does
export type { Input, Output } from './Context.ts';
export type { RunOptions } from './run.ts';
export { run } from './run.ts';
