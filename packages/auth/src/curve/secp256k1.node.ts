import { createECDH, createHmac } from 'node:crypto';
import { hexToBytes } from '@noble/hashes/utils.js';
import { ownBytes } from './isBytes.ts';
import { nativeSecp256k1 } from './nativeSecp256k1.node.ts';
import { numberOf, ORDER } from './scalars.ts';
import * as noble from './secp256k1.ts';

/** noble builds a table before its first signature (30 ms), and is then a fifth faster than OpenSSL. */
const SIGNATURES_BEFORE_TABLE = 100;
let signatures = 0;

/**
 * Signs a 32-byte digest: deterministic nonce (RFC 6979), low S, 64-byte compact `r||s`. Takes the place of the function in
 * `secp256k1.ts` on Node and returns the same bytes: by libsecp256k1 if the application has installed it; else by OpenSSL
 * for the first signatures of a process, then by noble.
 */
export function signDigest(digest: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const hash = numberOf(digest);
  // libsecp256k1 does not reduce the digest before it makes the nonce, so it differs for one digest in 2^128.
  const native = hash < ORDER ? nativeSecp256k1() : undefined;
  if (native) return native.ecdsaSign(ownBytes(digest), ownBytes(privateKey)).signature;
  const first = signatures++ < SIGNATURES_BEFORE_TABLE ? signWithOpenSSL(hash, privateKey) : undefined;
  return first ?? noble.signDigest(digest, privateKey);
}

/** Returns the 65-byte uncompressed point of a private key (SEC 1, 2.3.3). */
export function uncompressedPublicKey(privateKey: Uint8Array): Uint8Array {
  return pointOf(privateKey) ?? noble.uncompressedPublicKey(privateKey);
}

/** Returns the point of a scalar, by OpenSSL. `undefined` where it has no such curve, as in Electron. */
function pointOf(scalar: Uint8Array): Uint8Array | undefined {
  try {
    const ecdh = createECDH('secp256k1');
    ecdh.setPrivateKey(scalar);
    return ecdh.getPublicKey();
  } catch {
    return undefined;
  }
}

/** Signs by ECDSA (SEC 1, 4.1.3). `undefined` without the curve. */
export function signWithOpenSSL(hash: bigint, privateKey: Uint8Array): Uint8Array | undefined {
  for (const nonce of nonces(scalarBytes(hash % ORDER), privateKey)) {
    const point = pointOf(nonce);
    if (point === undefined) return undefined;
    const r = numberOf(point.subarray(1, 33)) % ORDER;
    const s = (inverse(numberOf(nonce)) * (hash + r * numberOf(privateKey))) % ORDER;
    if (r === 0n || s === 0n) continue;
    const signature = new Uint8Array(64);
    signature.set(scalarBytes(r));
    signature.set(scalarBytes(s > ORDER / 2n ? ORDER - s : s), 32);
    return signature;
  }
  return undefined;
}

/** Yields the nonces for a digest. All but the first are for the case that one does not fit (RFC 6979, 3.2). */
function* nonces(digest: Uint8Array, privateKey: Uint8Array): Generator<Uint8Array, undefined> {
  const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array => {
    const mac = createHmac('sha256', key);
    for (const part of parts) mac.update(part);
    return mac.digest();
  };
  let value: Uint8Array = new Uint8Array(32).fill(1);
  let key: Uint8Array = new Uint8Array(32);
  for (const round of [0, 1]) {
    key = hmac(key, value, Uint8Array.of(round), privateKey, digest);
    value = hmac(key, value);
  }
  for (;;) {
    value = hmac(key, value);
    const nonce = numberOf(value);
    if (nonce > 0n && nonce < ORDER) yield value;
    key = hmac(key, value, Uint8Array.of(0));
    value = hmac(key, value);
  }
}

/** Writes a number below 2^256 as 32 bytes, the highest first (SEC 1, 2.3.7). */
function scalarBytes(scalar: bigint): Uint8Array {
  return hexToBytes(scalar.toString(16).padStart(64, '0'));
}

/** Returns the inverse of a scalar by the order of the curve (extended Euclid). */
function inverse(scalar: bigint): bigint {
  let [divisor, rest, factor, next] = [ORDER, scalar, 0n, 1n];
  while (rest !== 0n) {
    const quotient = divisor / rest;
    [divisor, rest] = [rest, divisor - quotient * rest];
    [factor, next] = [next, factor - quotient * next];
  }
  return factor < 0n ? factor + ORDER : factor;
}
