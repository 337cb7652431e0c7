export {
  assertCount,
  assertDuration,
  assertOptions,
  assertText,
  kindOf,
  type OptionNames,
} from './errors/checkArguments.ts';
export { closest } from './errors/closest.ts';
export { InvalidArgumentError } from './errors/InvalidArgumentError.ts';
export { InvalidTokenError } from './errors/InvalidTokenError.ts';
export { MitosisError, type MitosisErrorOptions } from './errors/MitosisError.ts';
export { nodeOnlyError } from './errors/nodeOnlyError.ts';
export { captureCaller, traced, traceMethods, withCaller } from './errors/withCaller.ts';
