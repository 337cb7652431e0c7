import { fetchWire } from './wire/fetchWire.ts';
import type { Wire } from './wire/Wire.ts';

/**
 * Creates the default wire: `fetch`. On Node `node/nodeWire.ts` takes this file's place (see `imports` in package.json).
 *
 * @param _proxy - For Node only: elsewhere the runtime decides about proxies.
 */
export function defaultWire(_proxy?: string | false): Wire {
  return fetchWire();
}
