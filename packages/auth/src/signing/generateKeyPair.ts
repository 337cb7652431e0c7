import { uncompressedPublicKey } from '#crypto';
import { getRandomValues } from '#webcrypto';
import { numberOf, scalarBytes, toHex } from '../crypto/bytes.ts';
import { ORDER } from '../crypto/scalars.ts';
import type { KeyPair } from './KeyPair.ts';

/**
 * Creates a secp256k1 key pair from the runtime's cryptographic random numbers.
 *
 * @returns the public key as hex, the private key as 32 bytes. Nothing is stored: see `@mitosislabs/keystore` for that.
 *
 * @example
 * ```ts
 * import { generateKeyPair } from '@mitosislabs/auth';
 *
 * const { publicKey } = generateKeyPair();
 * console.log(publicKey.length); // 130
 * ```
 */
export function generateKeyPair(): KeyPair {
  const privateKey = privateKeyFromSeed(getRandomValues(new Uint8Array(48)));
  return { publicKey: toHex(uncompressedPublicKey(privateKey)), privateKey };
}

/** Derives a private key from 48 random bytes: enough to reduce them without bias (FIPS 186-5, A.2.1). */
export function privateKeyFromSeed(seed: Uint8Array): Uint8Array {
  return scalarBytes((numberOf(seed) % (ORDER - 1n)) + 1n);
}
