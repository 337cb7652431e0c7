import { isBytes, numberOf } from '../crypto/bytes.ts';
import { ORDER } from '../crypto/scalars.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';

/**
 * Refuses anything but a secp256k1 private key: 32 bytes, not zero, below the order of the curve. It uses no arithmetic of
 * the curve, which need not be loaded to check a key.
 */
export function assertPrivateKey(argument: string, privateKey: Uint8Array): void {
  if (!isBytes(privateKey)) throw new InvalidArgumentError(argument, 'must be a Uint8Array of 32 bytes');
  if (privateKey.length !== 32) {
    throw new InvalidArgumentError(argument, `must be 32 bytes, got ${privateKey.length}`);
  }
  const scalar = numberOf(privateKey);
  if (scalar === 0n || scalar >= ORDER) {
    throw new InvalidArgumentError(argument, 'is not a secp256k1 private key: it is zero or too large');
  }
}
