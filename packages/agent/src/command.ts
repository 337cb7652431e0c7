export { commandBrain } from './command/commandBrain.ts';
export type { CommandOptions } from './command/Program.ts';
