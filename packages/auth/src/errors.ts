export { InvalidArgumentError } from './errors/InvalidArgumentError.ts';
export { InvalidTokenError } from './errors/InvalidTokenError.ts';
export { kindOf } from './errors/kindOf.ts';
export { MitosisError, type MitosisErrorOptions } from './errors/MitosisError.ts';
export { nodeOnlyError } from './errors/nodeOnlyError.ts';
export { withCaller } from './errors/withCaller.ts';
