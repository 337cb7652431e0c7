import { publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { KeystoreError } from './KeystoreError.ts';

/** A private key as its file holds it: 64 hex digits and a line feed. */
export function formatPrivateKey(privateKey: Uint8Array): string {
  return `${Buffer.from(privateKey).toString('hex')}\n`;
}

/** Reads what {@link formatPrivateKey} wrote. Anything else is refused, without quoting it. */
export function parsePrivateKey(path: string, content: Uint8Array): Uint8Array {
  const text = Buffer.from(content).toString('latin1');
  if (!/^[0-9a-f]{64}\r?\n?$/i.test(text)) {
    throw invalid(path, `${content.length} bytes where 64 hex digits and a line feed should be`);
  }
  const privateKey = Uint8Array.from(Buffer.from(text.slice(0, 64), 'hex'));
  try {
    publicKeyFromPrivate(privateKey);
  } catch {
    throw invalid(path, 'a number that is no secp256k1 private key');
  }
  return privateKey;
}

function invalid(path: string, found: string): KeystoreError {
  return new KeystoreError('key_invalid', path, `${path} holds no private key: it has ${found}.`, {
    hint: 'Put the right key back from a backup (`.bak-…` beside it), or make a new one with `mi keys generate`.',
  });
}
