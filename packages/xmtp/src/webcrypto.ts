/**
 * Fills bytes with cryptographic random numbers.
 * On Node `webcrypto.node.ts` takes this file's place (see `imports` in package.json).
 */
export function getRandomValues(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  return globalThis.crypto.getRandomValues(bytes);
}
