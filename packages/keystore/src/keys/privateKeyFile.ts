import { publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { addressOf } from '../encryption/keccak256.ts';
import { openSecretStorage } from '../encryption/openSecretStorage.ts';
import { type Passphrase, textOf } from '../encryption/Passphrase.ts';
import { parseSecretStorage } from '../encryption/parseSecretStorage.ts';
import type { SecretStorage } from '../encryption/SecretStorage.ts';
import { KeystoreError } from '../KeystoreError.ts';

/** The largest file of a key or secret, in bytes. */
export const MAX_KEY_BYTES = 64 * 1024;

/** The content of the file of an unencrypted key: 64 hex digits and a line feed. */
export function formatPrivateKey(privateKey: Uint8Array): Buffer {
  return Buffer.from(`${Buffer.from(privateKey).toString('hex')}\n`);
}

/**
 * Parses a key's file: the key, or its encrypted form.
 *
 * Every file of exactly 32 bytes is a key, as earlier clients wrote them; also if the bytes are text. No other form is
 * that short, and guessing whether bytes are text would refuse keys.
 *
 * @param name - The name of the file in errors.
 */
export function parsePrivateKey(path: string, content: Uint8Array, name = path): Uint8Array | SecretStorage {
  if (content.length !== 32) return parseKeyText(path, content, name);
  return checkedKey(path, name, content);
}

/** Parses a key as text: 64 hex digits, or JSON of Web3 Secret Storage. Other content is refused without quoting it. */
export function parseKeyText(path: string, content: Uint8Array, name: string): Uint8Array | SecretStorage {
  const text = Buffer.from(content).toString('latin1');
  if (/^\s*\{/.test(text)) {
    const storage = parseSecretStorage(text);
    if (typeof storage === 'string') throw invalidKey(path, name, storage);
    return storage;
  }
  if (!/^[0-9a-f]{64}\r?\n?$/i.test(text)) {
    const found = `${content.length} bytes in place of 64 hex digits and a line feed, or 32 bytes`;
    throw invalidKey(path, name, found);
  }
  return checkedKey(path, name, Buffer.from(text.slice(0, 64), 'hex'));
}

function checkedKey(path: string, name: string, bytes: Uint8Array): Uint8Array {
  const privateKey = Uint8Array.from(bytes);
  publicKeyOf(path, name, privateKey);
  return privateKey;
}

/**
 * Decrypts the result of {@link parsePrivateKey}, if it is encrypted.
 *
 * @throws {@link KeystoreError} `passphrase_needed`, `passphrase_wrong`; `key_invalid` when the file names another public key.
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
      `The private key is encrypted, and no passphrase was given: ${name}.`,
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
      `The passphrase does not open ${name}, or the key was changed.`,
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
    throw invalidKey(
      path,
      name,
      'a number that is no secp256k1 private key: 0, or beyond the order of the curve',
    );
  }
}

function invalidKey(path: string, name: string, found: string): KeystoreError {
  const hint =
    name === path
      ? 'Restore the key from a backup (`.bak-…` beside it), or make a new one: `mi keys generate --force`.'
      : 'Pass a private key: 64 hex digits, a file of 32 bytes, or JSON of Web3 Secret Storage, version 3.';
  return new KeystoreError('key_invalid', path, `There is no private key in ${name}: it has ${found}.`, {
    hint,
  });
}
