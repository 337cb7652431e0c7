// The `mi` command line, for programs that run it, such as the binary of `@mitosislabs/sdk`.
export type { Input, Output } from './Context.ts';
export type { RunOptions } from './run.ts';
export { run } from './run.ts';
