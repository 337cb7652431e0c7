import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import { isBytes } from './isBytes.ts';

/** The order of secp256k1 (SEC 2, 2.4.1). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/**
 * Refuses what is no secp256k1 private key: not 32 bytes, zero, or not below the order of the curve. It needs none of the
 * curve's arithmetic, so that a key can be checked long before that is loaded.
 */
export function assertPrivateKey(argument: string, privateKey: Uint8Array): void {
  if (!isBytes(privateKey)) throw new InvalidArgumentError(argument, 'must be a Uint8Array of 32 bytes');
  if (privateKey.length !== 32) {
    throw new InvalidArgumentError(argument, `must be 32 bytes, got ${privateKey.length}`);
  }
  let scalar = 0n;
  for (const byte of privateKey) scalar = (scalar << 8n) | BigInt(byte);
  if (scalar === 0n || scalar >= ORDER) {
    throw new InvalidArgumentError(argument, 'is not a secp256k1 private key: it is zero or too large');
  }
}
