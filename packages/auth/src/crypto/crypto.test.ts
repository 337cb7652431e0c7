import { readFileSync } from 'node:fs';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { hashes } from '@noble/secp256k1';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertPrivateKey } from '../signing/assertPrivateKey.ts';
import { privateKeyFromSeed } from '../signing/generateKeyPair.ts';
import { numberOf } from './bytes.ts';
import { compactSignature } from './compactSignature.ts';
import { loadNative } from './nativeSecp256k1.node.ts';
import * as noble from './noble.ts';
import { signDigest, uncompressedPublicKey } from './noble.ts';
import * as node from './openssl.node.ts';
import { ORDER } from './scalars.ts';

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
    ['ecdsa_p1363.json', 252, 'noble', noble],
    ['ecdsa_p1363.json', 252, 'OpenSSL', node],
    ['ecdsa_der.json', 476, 'noble', noble],
    ['ecdsa_der.json', 476, 'OpenSSL', node],
  ])(
    'behavior: returns the given verdict of every vector: %s, %i, %s',
    (file, count, _, { verifyMessage }) => {
      const wrong: string[] = [];
      let seen = 0;
      for (const { publicKey, tests } of vectors<Wycheproof>(file).testGroups) {
        for (const { tcId, comment, msg, sig, result } of tests) {
          seen++;
          const compact = compactSignature(hexToBytes(sig));
          const key = hexToBytes(publicKey.uncompressed);
          const verdict = compact !== undefined && verifyMessage(compact, hexToBytes(msg), key);
          if (verdict !== (result === 'valid'))
            wrong.push(`${tcId} ${comment}: ${verdict}, expected ${result}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(seen).toBe(count);
    },
  );
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
        expect(bytesToHex(signature)).toBe(expected);
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

describe('a public key', () => {
  const message = new Uint8Array([1, 2, 3]);
  const key = new Uint8Array(32).fill(9);
  const signature = noble.signDigest(noble.sha256(message), key);
  const point = noble.uncompressedPublicKey(key);
  const odd = (point[64] ?? 0) & 1;
  const headed = (head: number, length: number) => Uint8Array.of(head, ...point.subarray(1, length));
  const moved = point.map((byte, index) => (index === 64 ? byte ^ 1 : byte));

  test.each([
    ['the point', point, true],
    ['its compressed form', headed(2 + odd, 33), true],
    ['the compressed form of its opposite', headed(3 - odd, 33), false],
    ['the hybrid form', headed(6 + odd, 65), false],
    ['a compressed head on a whole point', headed(2 + odd, 65), false],
    ['the head of the whole point on a compressed one', headed(4, 33), false],
    ['a point beside the curve', moved, false],
    ['zeros', new Uint8Array(65), false],
    ['the point at infinity', new Uint8Array(1), false],
    ['nothing', new Uint8Array(), false],
    ['a byte more', Uint8Array.of(...point, 0), false],
  ])('behavior: both verify alike: %s', (_, publicKey, isValid) => {
    expect(noble.verifyMessage(signature, message, publicKey)).toBe(isValid);
    expect(node.verifyMessage(signature, message, publicKey)).toBe(isValid);
  });
});

test('behavior: both hash alike', () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(bytes, bytes, (key, message) => {
      expect(bytesToHex(node.sha256(message))).toBe(bytesToHex(noble.sha256(message)));
      expect(bytesToHex(node.hmacSha256(key, message))).toBe(bytesToHex(noble.hmacSha256(key, message)));
    }),
  );
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
