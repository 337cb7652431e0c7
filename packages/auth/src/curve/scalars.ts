import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { ownBytes } from './isBytes.ts';

/** The order of secp256k1 (SEC 2, 2.4.1). */
export const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Reads bytes as a number, the highest first (SEC 1, 2.3.8). */
export function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(ownBytes(bytes))}`);
}

/** Writes a number below 2^256 as 32 bytes, the highest first (SEC 1, 2.3.7). */
export function scalarBytes(scalar: bigint): Uint8Array {
  return hexToBytes(scalar.toString(16).padStart(64, '0'));
}

/** Returns the 64-byte compact signature with low S: the other of the two that are valid (BIP 62). */
export function withLowS(signature: Uint8Array): Uint8Array {
  const s = numberOf(signature.subarray(32));
  if (s <= ORDER / 2n || s >= ORDER) return signature;
  const low = new Uint8Array(signature);
  low.set(scalarBytes(ORDER - s), 32);
  return low;
}
