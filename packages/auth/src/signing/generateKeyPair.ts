import { uncompressedPublicKey } from '#crypto';
import { getRandomValues } from '#webcrypto';
import { toHex } from '../crypto/bytes.ts';
import { privateKeyFromSeed } from '../crypto/scalars.ts';
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
