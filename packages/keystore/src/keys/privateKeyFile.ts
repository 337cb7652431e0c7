import { publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { addressOf } from '../encryption/keccak256.ts';
import { openSecretStorage } from '../encryption/openSecretStorage.ts';
import { type Passphrase, textOf } from '../encryption/Passphrase.ts';
import { parseSecretStorage } from '../encryption/parseSecretStorage.ts';
import type { SecretStorage } from '../encryption/SecretStorage.ts';
import { KeystoreError } from '../KeystoreError.ts';

/** A private key as its file holds it when it is not encrypted: 64 hex digits and a line feed. */
export function formatPrivateKey(privateKey: Uint8Array): string {
  return `${Buffer.from(privateKey).toString('hex')}\n`;
}

/**
 * Reads a private key's file: the key, or what it is encrypted as. Anything else is refused, without quoting it.
 *
 * @param name - What it is called in errors.
 */
export function parsePrivateKey(path: string, content: Uint8Array, name = path): Uint8Array | SecretStorage {
  const text = Buffer.from(content).toString('latin1');
  if (/^\s*\{/.test(text)) {
    const storage = parseSecretStorage(text);
    if (typeof storage === 'string') throw invalidKey(path, name, storage);
    return storage;
  }
  if (!/^[0-9a-f]{64}\r?\n?$/i.test(text)) {
    throw invalidKey(path, name, `${content.length} bytes where 64 hex digits and a line feed should be`);
  }
  const privateKey = Uint8Array.from(Buffer.from(text.slice(0, 64), 'hex'));
  publicKeyOf(path, name, privateKey);
  return privateKey;
}

/**
 * Decrypts what {@link parsePrivateKey} read, where it has to be.
 *
 * @throws {@link KeystoreError} `passphrase_needed`, `passphrase_wrong`; `key_invalid` when it is the key of another.
 */
export async function openPrivateKey(
  path: string,
  key: Uint8Array | SecretStorage,
  passphrase: Passphrase | undefined,
  name = path,
): Promise<Uint8Array> {
  if (ArrayBuffer.isView(key)) return key;
  const text = await textOf(passphrase);
  if (text === undefined) {
    throw new KeystoreError(
      'passphrase_needed',
      path,
      `${name} is an encrypted private key, and no passphrase was given.`,
      {
        hint: 'Pass `passphrase` to the keystore; for `mi`, set MITOSIS_KEY_PASSPHRASE or use a terminal; `mi keys` has --passphrase-stdin too.',
      },
    );
  }
  const privateKey = await openSecretStorage(key, text);
  if (!privateKey) {
    throw new KeystoreError(
      'passphrase_wrong',
      path,
      `The passphrase does not open the private key that ${name} is, or somebody changed it.`,
      {
        hint: 'Try again. A forgotten passphrase cannot be recovered: make a new key with `mi keys generate --force`.',
      },
    );
  }
  const publicKey = publicKeyOf(path, name, privateKey);
  if (
    (key.publicKey !== undefined && key.publicKey !== publicKey) ||
    (key.address !== undefined && key.address !== (await addressOf(publicKey)))
  ) {
    throw invalidKey(path, name, 'the address or the public key of another key');
  }
  return privateKey;
}

function publicKeyOf(path: string, name: string, privateKey: Uint8Array): string {
  try {
    return publicKeyFromPrivate(privateKey);
  } catch {
    throw invalidKey(path, name, 'a number that is no secp256k1 private key');
  }
}

function invalidKey(path: string, name: string, found: string): KeystoreError {
  const hint =
    name === path
      ? 'Put the right key back from a backup (`.bak-…` beside it), or make a new one with `mi keys generate`.'
      : 'Give a private key as 64 hex digits, or as JSON of Web3 Secret Storage, version 3.';
  return new KeystoreError('key_invalid', path, `${name} holds no private key: it has ${found}.`, { hint });
}
