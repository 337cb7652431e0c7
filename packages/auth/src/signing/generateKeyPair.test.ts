import { createECDH } from 'node:crypto';
import { expect, test } from 'vitest';
import { generateKeyPair } from './generateKeyPair.ts';
import { publicKeyFromPrivate } from './publicKeyFromPrivate.ts';

test('default: returns a private key of 32 bytes and the uncompressed point that OpenSSL derives', () => {
  for (let round = 0; round < 20; round++) {
    const { publicKey, privateKey } = generateKeyPair();
    const ecdh = createECDH('secp256k1');
    ecdh.setPrivateKey(privateKey);
    expect(privateKey).toHaveLength(32);
    expect(publicKey).toBe(ecdh.getPublicKey('hex'));
    expect(publicKeyFromPrivate(privateKey)).toBe(publicKey);
  }
});

test('behavior: returns a new pair each time', () => {
  const keys = new Set(Array.from({ length: 500 }, () => generateKeyPair().publicKey));
  expect(keys.size).toBe(500);
});

test('error: refuses a value that is not a private key, and does not quote it', () => {
  const short = new Uint8Array([0xde, 0xad, 0xbe, 0xef]);
  expect(() => publicKeyFromPrivate(short)).toThrow('privateKey must be 32 bytes, got 4.');
  expect(() => publicKeyFromPrivate('deadbeef' as never)).toThrow(
    'privateKey must be a Uint8Array of 32 bytes.',
  );
});
