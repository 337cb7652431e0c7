// The cryptography of browsers, Workers, Bun and Deno, and of Node once it has made some signatures. On Node `openssl.node.ts`
// takes this file's place (see `#crypto` in package.json).
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { getPublicKey, hashes, sign, verify } from '@noble/secp256k1';
import { ownBytes } from './bytes.ts';

export { sha256 };

/** Returns the HMAC of a message (RFC 2104), with SHA-256. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sha256, key, message);
}

/**
 * Signs a 32-byte digest: deterministic nonce (RFC 6979), low S, 64-byte compact `r||s`.
 *
 * noble's synchronous API reads its HMAC from an object that all importers of noble share. It is set there for the length
 * of this call, so that importing this package changes nothing for others.
 *
 * @param mac - Another HMAC: Node has a faster one.
 */
export function signDigest(digest: Uint8Array, privateKey: Uint8Array, mac = hmacSha256): Uint8Array {
  const before = hashes.hmacSha256;
  hashes.hmacSha256 = mac as typeof before;
  try {
    return sign(digest, ownBytes(privateKey), { prehash: false });
  } finally {
    hashes.hmacSha256 = before;
  }
}

/** Whether a 64-byte compact signature of a message, low or high S, is valid. `false` for everything else; never throws. */
export function verifyMessage(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return verify(signature, sha256(message), publicKey, { prehash: false, lowS: false });
  } catch {
    // noble throws on points that are not on the curve and on scalars out of range.
    return false;
  }
}

/** Returns the 65-byte uncompressed point of a private key (SEC 1, 2.3.3). */
export function uncompressedPublicKey(privateKey: Uint8Array): Uint8Array {
  return getPublicKey(ownBytes(privateKey), false);
}
