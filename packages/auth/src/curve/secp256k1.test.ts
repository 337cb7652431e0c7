import { readFileSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { hashes } from '@noble/secp256k1';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertPrivateKey } from '../signing/assertPrivateKey.ts';
import { verifyEncoded } from '../signing/verifySignature.ts';
import { loadNative } from './nativeSecp256k1.node.ts';
import { numberOf, ORDER } from './scalars.ts';
import * as node from './secp256k1.node.ts';
import { privateKeyFromSeed, signDigest, uncompressedPublicKey } from './secp256k1.ts';

interface Wycheproof {
  testGroups: {
    publicKey: { uncompressed: string };
    tests: {
      tcId: number;
      comment: string;
      msg: string;
      sig: string;
      result: 'valid' | 'invalid' | 'acceptable';
    }[];
  }[];
}

interface Rfc6979 {
  valid: { d: string; m: string; signature: string }[];
  invalid: { sign: { description: string; d: string; m: string }[] };
}

function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../tests/vectors/${name}`, import.meta.url), 'utf8')) as T;
}

describe('Wycheproof', () => {
  test.each([
    ['ecdsa_p1363.json', 252],
    ['ecdsa_der.json', 476],
  ])('behavior: returns the given verdict of every vector: %s', (file, count) => {
    const wrong: string[] = [];
    let seen = 0;
    for (const { publicKey, tests } of vectors<Wycheproof>(file).testGroups) {
      for (const { tcId, comment, msg, sig, result } of tests) {
        seen++;
        const verdict = verifyEncoded(
          hexToBytes(sig),
          sha256(hexToBytes(msg)),
          hexToBytes(publicKey.uncompressed),
        );
        if (verdict !== (result === 'valid'))
          wrong.push(`${tcId} ${comment}: ${verdict}, expected ${result}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(seen).toBe(count);
  });
});

describe('RFC 6979', () => {
  const { valid, invalid } = vectors<Rfc6979>('ecdsa_rfc6979.json');

  const native = loadNative(new URL('../../../../tests/package.json', import.meta.url));

  test.each([
    ['noble', signDigest],
    ['OpenSSL', (digest: Uint8Array, key: Uint8Array) => node.signWithOpenSSL(numberOf(digest), key)],
    ['as on Node', node.signDigest],
    ['libsecp256k1', (digest: Uint8Array, key: Uint8Array) => native?.ecdsaSign(digest, key).signature],
  ])('behavior: returns every signature byte for byte: %s', (name, sign) => {
    const wrong = valid.filter(({ d, m, signature }) => {
      // libsecp256k1 makes another nonce for a digest past the order. It is not asked for those.
      if (name === 'libsecp256k1' && numberOf(hexToBytes(m)) >= ORDER) return false;
      return bytesToHex(sign(hexToBytes(m), hexToBytes(d)) ?? new Uint8Array()) !== signature;
    });
    expect(wrong).toEqual([]);
    expect(valid.length).toBe(2019);
  });

  test('behavior: Node signs as noble does, also digests of the highest numbers', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const high = bytes.map((digest) => digest.fill(255, 0, 16));
    const key = fc.uint8Array({ minLength: 48, maxLength: 48 }).map(privateKeyFromSeed);
    fc.assert(
      fc.property(fc.oneof(bytes, high), key, (digest, privateKey) => {
        const expected = bytesToHex(signDigest(digest, privateKey));
        expect(bytesToHex(node.signDigest(digest, privateKey))).toBe(expected);
        const signature = node.signWithOpenSSL(numberOf(digest), privateKey);
        expect(bytesToHex(signature ?? new Uint8Array())).toBe(expected);
        const point = bytesToHex(uncompressedPublicKey(privateKey));
        expect(bytesToHex(node.uncompressedPublicKey(privateKey))).toBe(point);
      }),
      { numRuns: 200 },
    );
  });

  test('error: refuses invalid keys', () => {
    const keys = invalid.sign.filter(({ description }) => description.startsWith('Private key'));
    expect(keys.length).toBeGreaterThan(0);
    for (const { d } of keys) {
      expect(() => assertPrivateKey('privateKey', hexToBytes(d))).toThrow('is not a secp256k1 private key');
    }
  });
});

test("behavior: leaves noble's configuration unchanged", () => {
  const mine = (): Uint8Array => new Uint8Array(32);
  for (const before of [undefined, mine]) {
    hashes.hmacSha256 = before as typeof hashes.hmacSha256;
    signDigest(new Uint8Array(32).fill(7), new Uint8Array(32).fill(9));
    expect(hashes.hmacSha256).toBe(before);
    expect(hashes.sha256).toBeUndefined();
  }
  hashes.hmacSha256 = undefined;
});

test('default: derives the generator as the public key of 1', () => {
  const one = new Uint8Array(32);
  one[31] = 1;
  expect(bytesToHex(uncompressedPublicKey(one))).toMatch(
    /^0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798/,
  );
});
