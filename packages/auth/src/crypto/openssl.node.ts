// The cryptography of Node: the same results as `noble.ts`, without loading noble before it pays.
import * as nodeCrypto from 'node:crypto';
import { createECDH, createHash, createHmac, createPublicKey, getCurves, verify } from 'node:crypto';
import * as nodeModule from 'node:module';
import { numberOf, ownBytes, scalarBytes } from './bytes.ts';
import { nativeSecp256k1 } from './nativeSecp256k1.node.ts';
import { ORDER } from './scalars.ts';

type Noble = typeof import('#noble');

/** noble builds a table before its first signature (30 ms), and is then a fifth faster than OpenSSL. */
const SIGNATURES_BEFORE_TABLE = 100;
let signatures = 0;
let noble: Noble | undefined;
let isLoading = false;

/** BoringSSL, which Electron has, and OpenSSL's FIPS mode have no such curve. */
const hasCurve = getCurves().includes('secp256k1');
if (!hasCurve) loadNoble();

/** Hashes at once, without an object for it. Before Node 20.12 there is none. */
const hash: ((algorithm: string, data: Uint8Array, encoding: 'buffer') => Buffer) | undefined = Reflect.get(
  nodeCrypto,
  'hash',
);

/** Returns the SHA-256 digest of a message. */
export function sha256(message: Uint8Array): Uint8Array {
  return ownBytes(hash?.('sha256', message, 'buffer') ?? createHash('sha256').update(message).digest());
}

/** Returns the HMAC of a message (RFC 2104), with SHA-256. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(message).digest();
}

/**
 * Signs a 32-byte digest: deterministic nonce (RFC 6979), low S, 64-byte compact `r||s`. The first one of a process by OpenSSL; the
 * others by libsecp256k1 if the application has installed it, else by OpenSSL until noble pays.
 */
export function signDigest(digest: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const scalar = numberOf(digest);
  signatures++;
  // Looking for it costs as much as three signatures. It does not reduce the digest before it makes the nonce, so it differs for
  // one digest in 2^128.
  const native = signatures > 1 && scalar < ORDER ? nativeSecp256k1() : undefined;
  if (native) return native.ecdsaSign(ownBytes(digest), ownBytes(privateKey)).signature;
  if (signatures >= SIGNATURES_BEFORE_TABLE) loadNoble();
  if (hasCurve && !noble) return signWithOpenSSL(scalar, privateKey);
  return nobleNow().signDigest(digest, privateKey, hmacSha256);
}

/** Whether a 64-byte compact signature of a message, low or high S, is valid. `false` for everything else; never throws. */
export function verifyMessage(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (!hasCurve) return nobleNow().verifyMessage(signature, message, publicKey);
  // OpenSSL also reads points in a third, hybrid form.
  const head = HEADS[publicKey.length === 65 && publicKey[0] !== 4 ? 0 : publicKey.length];
  if (head === undefined) return false;
  try {
    const key = createPublicKey({ key: Buffer.concat([head, publicKey]), format: 'der', type: 'spki' });
    return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    // The point is not on the curve.
    return false;
  }
}

/** The bytes before a point in DER, by the length of the point (RFC 5480, 2). */
const HEADS: Readonly<Record<number, Buffer>> = {
  33: Buffer.from('3036301006072a8648ce3d020106052b8104000a032200', 'hex'),
  65: Buffer.from('3056301006072a8648ce3d020106052b8104000a034200', 'hex'),
};

/** Returns the 65-byte uncompressed point of a private key (SEC 1, 2.3.3). */
export function uncompressedPublicKey(privateKey: Uint8Array): Uint8Array {
  return hasCurve ? pointOf(privateKey) : nobleNow().uncompressedPublicKey(privateKey);
}

/** Loads noble, for the signatures to come. */
function loadNoble(): void {
  if (isLoading) return;
  isLoading = true;
  void import('#noble').then(
    (loaded) => {
      noble = loaded;
    },
    () => undefined,
  );
}

/** Returns noble at once. It is there already, unless a program signs while it starts. */
function nobleNow(): Noble {
  const createRequire: typeof nodeModule.createRequire = Reflect.get(nodeModule, 'createRequire');
  noble ??= createRequire(import.meta.url)('#noble') as Noble;
  return noble;
}

/** Signs by ECDSA (SEC 1, 4.1.3). */
export function signWithOpenSSL(hash: bigint, privateKey: Uint8Array): Uint8Array {
  const scalar = numberOf(privateKey);
  const candidates = nonces(scalarBytes(hash % ORDER), privateKey);
  for (;;) {
    const nonce = candidates.next().value;
    const r = numberOf(pointOf(nonce).subarray(1, 33)) % ORDER;
    const s = (inverse(numberOf(nonce)) * (hash + r * scalar)) % ORDER;
    if (r === 0n || s === 0n) continue;
    const signature = new Uint8Array(64);
    signature.set(scalarBytes(r));
    signature.set(scalarBytes(s > ORDER / 2n ? ORDER - s : s), 32);
    return signature;
  }
}

/** Returns the point of a scalar. */
function pointOf(scalar: Uint8Array): Uint8Array {
  const ecdh = createECDH('secp256k1');
  ecdh.setPrivateKey(scalar);
  return ecdh.getPublicKey();
}

/** Yields the nonces for a digest (RFC 6979, 3.2). The first one nearly always fits. */
function* nonces(digest: Uint8Array, privateKey: Uint8Array): Generator<Uint8Array, never> {
  let value: Uint8Array = new Uint8Array(32).fill(1);
  let key: Uint8Array = new Uint8Array(32);
  for (const round of [0, 1]) {
    key = hmacSha256(key, Buffer.concat([value, Uint8Array.of(round), privateKey, digest]));
    value = hmacSha256(key, value);
  }
  for (;;) {
    value = hmacSha256(key, value);
    const nonce = numberOf(value);
    if (nonce > 0n && nonce < ORDER) yield value;
    key = hmacSha256(key, Buffer.concat([value, Uint8Array.of(0)]));
    value = hmacSha256(key, value);
  }
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
