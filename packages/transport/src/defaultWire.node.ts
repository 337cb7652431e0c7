// On Node, `fetch` costs about twice as much CPU as the HTTP client under it, and a third of the time it takes to start.
import { nodeWire } from './node/nodeWire.ts';
import type { Wire } from './wire/Wire.ts';

/** Creates the default wire on Node: its own HTTP client. */
export function defaultWire(): Wire {
  return nodeWire();
}
