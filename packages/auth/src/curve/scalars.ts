import { bytesToHex } from '@noble/hashes/utils.js';
import { ownBytes } from './isBytes.ts';

/** The order of secp256k1 (SEC 2, 2.4.1). */
export const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Reads bytes as a number, the highest first (SEC 1, 2.3.8). */
export function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(ownBytes(bytes))}`);
}
