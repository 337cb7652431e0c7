export { InvalidArgumentError } from './InvalidArgumentError.ts';
export { InvalidTokenError } from './InvalidTokenError.ts';
export { kindOf } from './kindOf.ts';
export { MitosisError, type MitosisErrorOptions } from './MitosisError.ts';
export { nodeOnlyError } from './nodeOnlyError.ts';
export { withCaller } from './withCaller.ts';
