import { uncompressedPublicKey } from '#crypto';
import { toHex } from '../crypto/bytes.ts';
import { assertPrivateKey } from './assertPrivateKey.ts';

/**
 * Derives the public key of a private key.
 *
 * @param privateKey - 32 bytes, from 1 to the order of the curve less 1.
 * @returns hex of the 65-byte uncompressed point (SEC 1, 2.3.3): 130 lower-case characters that begin with `04`.
 * @throws {@link InvalidArgumentError} when `privateKey` is not a secp256k1 private key.
 *
 * @example
 * ```ts
 * import { generateKeyPair, publicKeyFromPrivate } from '@mitosislabs/auth';
 *
 * const pair = generateKeyPair();
 * console.log(publicKeyFromPrivate(pair.privateKey) === pair.publicKey); // true
 * ```
 */
export function publicKeyFromPrivate(privateKey: Uint8Array): string {
  assertPrivateKey('privateKey', privateKey);
  return toHex(uncompressedPublicKey(privateKey));
}
