import { nodeOnlyError } from './errors/nodeOnlyError.ts';

/**
 * Fills bytes with cryptographic random numbers. On Node `webcrypto.node.ts` takes this file's place (see package.json).
 *
 * @param bytes - The bytes to fill: 65,536 at most.
 * @returns the same bytes.
 * @throws {@link MitosisError} `node_only` where there is no `crypto`, such as in React Native without a polyfill.
 *
 * @example
 * ```ts
 * import { getRandomValues } from '@mitosislabs/auth/webcrypto';
 *
 * console.log(getRandomValues(new Uint8Array(16)));
 * ```
 */
export function getRandomValues(bytes: Uint8Array): Uint8Array {
  // Node 18 in a browser bundle, and React Native, have no `crypto`.
  if (!globalThis.crypto) {
    throw nodeOnlyError(
      'Making random numbers without `globalThis.crypto`',
      'Load a polyfill of `crypto.getRandomValues` before the SDK.',
    );
  }
  // TypeScript before 5.7 does not know the type of a buffer: it may not be in a declaration.
  return globalThis.crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
}

/**
 * Creates a random UUID, version 4 (RFC 9562).
 *
 * @throws {@link MitosisError} `node_only` where there is no `crypto`.
 *
 * @example
 * ```ts
 * import { randomUUID } from '@mitosislabs/auth/webcrypto';
 *
 * console.log(randomUUID()); // 36 characters
 * ```
 */
export function randomUUID(): string {
  // Browsers have `crypto.randomUUID` only on pages that came over https.
  const bytes = getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
