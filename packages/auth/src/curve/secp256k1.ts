import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { getPublicKey, hashes, Signature, sign, utils, verify } from '@noble/secp256k1';
import { ownBytes } from './isBytes.ts';
import { ORDER } from './scalars.ts';

const hmacSha256 = (key: Uint8Array, message: Uint8Array): Uint8Array => hmac(sha256, key, message);

/**
 * Signs a 32-byte digest: deterministic nonce (RFC 6979), low S, 64-byte compact `r||s`.
 *
 * noble's synchronous API reads its HMAC from an object that all importers of noble share. It is set there for the length
 * of this call, so that importing this package changes nothing for others.
 */
export function signDigest(digest: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const before = hashes.hmacSha256;
  hashes.hmacSha256 = hmacSha256 as typeof before;
  try {
    return sign(digest, ownBytes(privateKey), { prehash: false });
  } finally {
    hashes.hmacSha256 = before;
  }
}

/**
 * Returns a 64-byte compact signature with low S: of the two that are valid, the one that is sent (BIP 62).
 *
 * @throws an error when R or S is not from 1 to the order less 1.
 */
export function withLowS(signature: Uint8Array): Uint8Array {
  const { r, s } = Signature.fromBytes(ownBytes(signature));
  return new Signature(r, s > ORDER / 2n ? ORDER - s : s).toBytes();
}

/** Whether a 64-byte compact signature, low or high S, is valid. `false` for everything else; never throws. */
export function verifyDigest(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return verify(signature, digest, publicKey, { prehash: false, lowS: false });
  } catch {
    // noble throws on points that are not on the curve and on scalars out of range.
    return false;
  }
}

/** Returns the 65-byte uncompressed point of a private key (SEC 1, 2.3.3). */
export function uncompressedPublicKey(privateKey: Uint8Array): Uint8Array {
  return getPublicKey(ownBytes(privateKey), false);
}

/** Derives a private key from 48 random bytes: enough to reduce them without bias (FIPS 186-5, A.2.1). */
export function privateKeyFromSeed(seed: Uint8Array): Uint8Array {
  return utils.randomSecretKey(seed);
}
