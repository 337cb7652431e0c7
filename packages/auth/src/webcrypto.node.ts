// Node 18 has no global `crypto`; here it is on every version of Node, and no global is touched.
import { webcrypto } from 'node:crypto';

/** Fills bytes with cryptographic random numbers. */
export function getRandomValues(bytes: Uint8Array): Uint8Array {
  return webcrypto.getRandomValues(bytes);
}

export { randomUUID } from 'node:crypto';
