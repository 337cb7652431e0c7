import { kyWire } from './wire/kyWire.ts';
import type { Wire } from './wire/Wire.ts';

/** Creates the default wire: ky over `fetch`. On Node `node/nodeWire.ts` takes this file's place (see `imports` in package.json). */
export function defaultWire(): Wire {
  return kyWire();
}
