export { type CommandOptions, commandBrain } from './command/commandBrain.ts';
