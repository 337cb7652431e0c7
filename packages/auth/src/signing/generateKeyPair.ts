import { bytesToHex } from '@noble/hashes/utils.js';
import { uncompressedPublicKey } from '#secp256k1';
import { getRandomValues } from '#webcrypto';
import { privateKeyFromSeed } from '../curve/secp256k1.ts';
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
  return { publicKey: bytesToHex(uncompressedPublicKey(privateKey)), privateKey };
}
