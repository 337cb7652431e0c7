import { numberOf, scalarBytes } from './bytes.ts';

/** The order of secp256k1 (SEC 2, 2.4.1). */
export const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** The highest low S. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * Returns a 64-byte compact signature with low S: of the two that are valid, the one that is sent (BIP 62). `undefined` when R or S is
 * not from 1 to the order less 1.
 */
export function withLowS(signature: Uint8Array): Uint8Array | undefined {
  const r = numberOf(signature.subarray(0, 32));
  const s = numberOf(signature.subarray(32));
  if (r === 0n || r >= ORDER || s === 0n || s >= ORDER) return undefined;
  if (s <= HALF_ORDER) return signature;
  const low = signature.slice();
  low.set(scalarBytes(ORDER - s), 32);
  return low;
}
