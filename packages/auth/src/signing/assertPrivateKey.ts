import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import { isBytes } from './isBytes.ts';

/** The order of secp256k1 (SEC 2, 2.4.1). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/**
 * Refuses anything but a secp256k1 private key: 32 bytes, not zero, below the order of the curve. It needs no arithmetic of
 * the curve, so that a key can be checked before that is loaded.
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
