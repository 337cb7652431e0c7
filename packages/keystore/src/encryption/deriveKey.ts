import { pbkdf2, type ScryptOptions, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyDerivation } from './SecretStorage.ts';

/** In bytes: half for the cipher, half for the check. */
const LENGTH = 32;
/**
 * With r = 1, the paper on scrypt allows only a smaller N. OpenSSL enforces that; the test vector of Web3 Secret Storage
 * violates it.
 */
const MOST_FOR_OPENSSL = 2 ** 16;

/** Derives the encryption key from a passphrase, off the main thread. */
export async function deriveKey(passphrase: Buffer, derivation: KeyDerivation): Promise<Buffer> {
  if (derivation.kdf === 'pbkdf2') {
    return promisify(pbkdf2)(passphrase, derivation.salt, derivation.c, LENGTH, 'sha256');
  }
  const { n: N, r, p, salt } = derivation;
  if (r === 1 && N >= MOST_FOR_OPENSSL) {
    const { scryptAsync } = await import('@noble/hashes/scrypt');
    return Buffer.from(await scryptAsync(passphrase, salt, { N, r, p, dkLen: LENGTH }));
  }
  const ofLength = promisify<Buffer, Buffer, number, ScryptOptions, Buffer>(scrypt);
  // The exact memory that it needs; Node's default limit is far lower. The cost of a file was checked when it was parsed.
  return ofLength(passphrase, salt, LENGTH, { N, r, p, maxmem: 128 * r * (N + p + 2) });
}
