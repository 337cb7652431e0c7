import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { WRITTEN_COST } from './cost.ts';
import { deriveKey } from './deriveKey.ts';
import { addressOf, keccak256 } from './keccak256.ts';
import { bytesOf } from './Passphrase.ts';

/** Encrypts a private key: Web3 Secret Storage, version 3, as JSON with a line feed. */
export async function formatSecretStorage(privateKey: Uint8Array, passphrase: string): Promise<string> {
  if (passphrase === '') throw new InvalidArgumentError('passphrase', 'must not be empty');
  const [salt, iv] = [randomBytes(32), randomBytes(16)];
  const key = await deriveKey(bytesOf(passphrase)[0], { kdf: 'scrypt', ...WRITTEN_COST, salt });
  const cipher = createCipheriv('aes-128-ctr', key.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(privateKey), cipher.final()]);
  const publicKey = publicKeyFromPrivate(privateKey);
  const file = {
    version: 3,
    id: randomUUID(),
    address: await addressOf(publicKey),
    publicKey,
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: iv.toString('hex') },
      ciphertext: ciphertext.toString('hex'),
      kdf: 'scrypt',
      kdfparams: { dklen: 32, ...WRITTEN_COST, salt: salt.toString('hex') },
      mac: (await keccak256(key.subarray(16), ciphertext)).toString('hex'),
    },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
