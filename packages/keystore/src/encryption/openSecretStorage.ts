import { createDecipheriv, timingSafeEqual } from 'node:crypto';
import { deriveKey } from './deriveKey.ts';
import { keccak256 } from './keccak256.ts';
import { bytesOf } from './Passphrase.ts';
import type { SecretStorage } from './SecretStorage.ts';

/**
 * Decrypts a private key.
 *
 * @returns 32 bytes; `undefined` when the passphrase is wrong or the file was changed.
 */
export async function openSecretStorage(
  { derivation, iv, ciphertext, mac }: SecretStorage,
  passphrase: string,
): Promise<Uint8Array | undefined> {
  for (const bytes of bytesOf(passphrase)) {
    const key = await deriveKey(bytes, derivation);
    if (!timingSafeEqual(await keccak256(key.subarray(16), ciphertext), mac)) continue;
    const cipher = createDecipheriv('aes-128-ctr', key.subarray(0, 16), iv);
    const number = Buffer.concat([cipher.update(ciphertext), cipher.final()]);
    // A key is a number: some tools drop its leading zeros.
    const privateKey = new Uint8Array(32);
    privateKey.set(number, 32 - number.length);
    return privateKey;
  }
  return undefined;
}
