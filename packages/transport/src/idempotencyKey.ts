import { nodeOnlyError } from '@mitosislabs/auth/errors';

/**
 * A new `Idempotency-Key`: 128 random bits. On Node `idempotencyKey.node.ts` takes this file's place (see `imports` in
 * package.json).
 */
export function idempotencyKey(): string {
  // Node 18 in a browser bundle, and React Native, have no `crypto`.
  if (!globalThis.crypto) {
    throw nodeOnlyError(
      'Making random numbers without `globalThis.crypto`',
      'Load a polyfill of `crypto.getRandomValues` before the SDK.',
    );
  }
  // Not `randomUUID`: browsers have that on pages that came over https only.
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
