import { isBytes, ownBytes } from '../crypto/bytes.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';

/** Returns the bytes of an HS256 secret. One that is shorter than the hash is refused (RFC 7518, 3.2). */
export function jwtSecretBytes(secret: string | Uint8Array): Uint8Array {
  if (typeof secret !== 'string' && !isBytes(secret)) {
    throw new InvalidArgumentError('secret', 'must be a string or a Uint8Array');
  }
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : ownBytes(secret);
  if (bytes.length < 32) {
    throw new InvalidArgumentError('secret', `must be at least 32 bytes for HS256, got ${bytes.length}`, {
      hint: 'Check that the variable that should hold the secret is set. Applications use an API key instead.',
    });
  }
  return bytes;
}
