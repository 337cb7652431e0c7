import { nodeOnlyError } from './errors/nodeOnlyError.ts';

/**
 * Fills bytes with cryptographic random numbers.
 * On Node `webcrypto.node.ts` takes this file's place (see `imports` in package.json).
 */
export function getRandomValues(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  // Node 18 in a browser bundle, and React Native, have no `crypto`.
  if (!globalThis.crypto) {
    throw nodeOnlyError(
      'Making random numbers without `globalThis.crypto`',
      'Load a polyfill of `crypto.getRandomValues` before the SDK.',
    );
  }
  return globalThis.crypto.getRandomValues(bytes);
}
