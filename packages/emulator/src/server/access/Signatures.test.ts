import { createECDH, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { generateKeyPair, signRequest, verifySignature } from '@mitosislabs/auth';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadNative, loadWasm } from './libsecp256k1.ts';
import { Signatures, type Signed } from './Signatures.ts';

interface Wycheproof {
  testGroups: {
    publicKey: { uncompressed: string };
    tests: { tcId: number; msg: string; sig: string; result: string }[];
  }[];
}

function groupsOf(file: string): Wycheproof['testGroups'] {
  const url = new URL(`../../../../../tests/vectors/${file}`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as Wycheproof).testGroups;
}

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const PATH = '/api/v1/offices/o/tasks?a=%2F';
const TIMESTAMP = 1_700_000_000;
const pair = generateKeyPair();
const compact = signRequest({ agentId: 'aria', signingKey: pair.privateKey }, 'GET', PATH, TIMESTAMP)[
  'X-Signature'
];
const message = Buffer.from(`${TIMESTAMP}\nGET\n${PATH}`);
const signatures = new Signatures();

const native = loadNative() ?? null;
const wasm = await loadWasm();

/** Verdicts of OpenSSL, in this thread and in another one, and of libsecp256k1: in WebAssembly, and as a binary where it runs. */
async function verdictsOf(signed: Signed): Promise<boolean[]> {
  return [
    new Signatures(null).verify(signed),
    await new Signatures(null).verifyAside(signed),
    new Signatures(wasm).verify(signed),
    new Signatures(native).verify(signed),
  ];
}

/** The same for a request, with that of `@mitosislabs/auth`. */
async function verdicts(publicKey: string, signature: string): Promise<boolean[]> {
  const request = { method: 'GET', path: PATH, timestamp: String(TIMESTAMP), signature };
  return [...(await verdictsOf({ publicKey, message, signature })), verifySignature(publicKey, request)];
}

function compressed(publicKey: string): string {
  const { length } = publicKey;
  return (Number.parseInt(publicKey.slice(length - 2), 16) % 2 === 0 ? '02' : '03') + publicKey.slice(2, 66);
}

/** The DER of a compact signature. */
function derOf(signature: string): string {
  const integers = [signature.slice(0, 64), signature.slice(64)].map((hex) => {
    const short = hex.replace(/^(00)+(?=..)/, '');
    const value = Number.parseInt(short.slice(0, 2), 16) > 127 ? `00${short}` : short;
    return `02${(value.length / 2).toString(16).padStart(2, '0')}${value}`;
  });
  const content = integers.join('');
  return `30${(content.length / 2).toString(16).padStart(2, '0')}${content}`;
}

test.each([
  ['ecdsa_p1363.json', 252],
  ['ecdsa_der.json', 476],
])('behavior: returns the given verdict of every vector: %s', async (file, count) => {
  const wrong: string[] = [];
  let seen = 0;
  for (const { publicKey, tests } of groupsOf(file)) {
    for (const { tcId, msg, sig, result } of tests) {
      seen++;
      const signed = {
        publicKey: publicKey.uncompressed,
        message: Buffer.from(msg, 'hex'),
        signature: sig,
      };
      const found = await verdictsOf(signed);
      if (found.some((verdict) => verdict !== (result === 'valid'))) wrong.push(`${tcId}: ${found}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(seen).toBe(count);
});

describe('behavior: judges as `verifySignature` does', () => {
  const high =
    compact.slice(0, 64) + (ORDER - BigInt(`0x${compact.slice(64)}`)).toString(16).padStart(64, '0');
  const other = generateKeyPair().publicKey;
  const flipped = compact.replace(/^./, (digit) => ((Number.parseInt(digit, 16) + 1) % 16).toString(16));
  test.each([
    ['a low S', pair.publicKey, compact, true],
    ['a high S', pair.publicKey, high, true],
    ['DER', pair.publicKey, derOf(compact), true],
    ['DER of a high S', pair.publicKey, derOf(high), true],
    ['a compressed key', compressed(pair.publicKey), compact, true],
    ['upper case', pair.publicKey.toUpperCase(), compact.toUpperCase(), true],
    ['another key', other, compact, false],
    ['a changed signature', pair.publicKey, flipped, false],
    ['a signature of zeros', pair.publicKey, '0'.repeat(128), false],
    ['r and s beyond the order', pair.publicKey, 'f'.repeat(128), false],
    ['DER with a byte behind it', pair.publicKey, `${derOf(compact)}00`, false],
    ['a signature that is cut off', pair.publicKey, compact.slice(0, 126), false],
    ['half a byte', pair.publicKey, compact.slice(0, 127), false],
    ['an empty signature', pair.publicKey, '', false],
    ['no hex', pair.publicKey, 'z'.repeat(128), false],
    ['a long signature', pair.publicKey, `${compact}${compact}`, false],
    ['a key that is no point', `04${'11'.repeat(64)}`, compact, false],
    ['a compressed key that is no point', `02${'ff'.repeat(32)}`, compact, false],
    ['a key of another form', `06${pair.publicKey.slice(2)}`, compact, false],
    ['a short key', pair.publicKey.slice(0, 64), compact, false],
  ])('%s', async (_, publicKey, signature, expected) => {
    expect(await verdicts(publicKey, signature)).toEqual(Array.from({ length: 5 }, () => expected));
  });
});

/** Numbers at the edges of what R and S can be, and others. */
const scalars = fc.oneof(
  fc.constantFrom(0n, 1n, ORDER / 2n, ORDER / 2n + 1n, ORDER - 1n, ORDER, ORDER + 1n, 2n ** 256n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
);
const hexOf = (value: bigint) => value.toString(16).padStart(64, '0');
/** Changes of a valid signature, many of which leave it valid. */
const changed = fc.oneof(
  fc.constantFrom(
    compact,
    compact.toUpperCase(),
    compact.slice(0, 64) + hexOf(ORDER - BigInt(`0x${compact.slice(64)}`)),
  ),
  fc.tuple(scalars, scalars).map(([r, s]) => hexOf(r) + hexOf(s)),
  scalars.map((r) => hexOf(r) + compact.slice(64)),
  scalars.map((s) => compact.slice(0, 64) + hexOf(s)),
  fc.nat(126).map((length) => compact.slice(0, length)),
  fc.tuple(fc.nat(127), fc.constantFrom(...'0189af')).map(([at, digit]) => spliced(compact, at, digit)),
);
const encoded = fc.oneof(
  changed,
  changed.map((signature) => (signature.length === 128 ? derOf(signature.toLowerCase()) : signature)),
  // One digit of the DER, or one more byte.
  fc
    .tuple(fc.nat(140), fc.constantFrom(...'0123456789abcdef'))
    .map(([at, digit]) => spliced(derOf(compact), at, digit)),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEFg '), maxLength: 150 }),
);
const publicKeys = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(pair.publicKey, compressed(pair.publicKey)) },
  fc
    .tuple(fc.nat(129), fc.constantFrom(...'0123456789abcdef'))
    .map(([at, digit]) => spliced(pair.publicKey, at, digit)),
  // The other point with the same X, and points whose X may not be on the curve.
  fc.constant(compressed(pair.publicKey).replace(/^0[23]/, (head) => (head === '02' ? '03' : '02'))),
  scalars.map((x) => `02${hexOf(x)}`),
);

function spliced(text: string, at: number, digit: string): string {
  return text.slice(0, at) + digit + text.slice(at + 1);
}

test('behavior: has the verdict of `verifySignature` on every key and signature', async () => {
  const seen = { true: 0, false: 0 };
  await fc.assert(
    fc.asyncProperty(publicKeys, encoded, async (publicKey, signature) => {
      const [expected, ...others] = (await verdicts(publicKey, signature)).reverse();
      expect(others).toEqual(Array.from({ length: 4 }, () => expected));
      seen[`${expected}` as 'true' | 'false']++;
    }),
    { numRuns: Number(process.env['FUZZ_REQUESTS'] ?? 300) },
  );
  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(0);
});

test('behavior: a kept verdict is for that key, message and signature only', () => {
  const signed = { publicKey: pair.publicKey, message, signature: compact };
  const another = createECDH('secp256k1').generateKeys('hex');
  const changed = Buffer.from(`${TIMESTAMP}\nPUT\n${PATH}`);
  for (let round = 0; round < 2; round++) {
    expect(signatures.verify(signed)).toBe(true);
    expect(signatures.verify({ ...signed, publicKey: another })).toBe(false);
    expect(signatures.verify({ ...signed, message: changed })).toBe(false);
    expect(signatures.verify({ ...signed, signature: derOf(compact) })).toBe(true);
  }
});

test('behavior: keeps a bounded number of verdicts', () => {
  const one = { publicKey: pair.publicKey, message, signature: compact };
  for (let index = 0; index < 1_100; index++) {
    const signature = createHash('sha256').update(String(index)).digest('hex');
    expect(signatures.verify({ ...one, signature })).toBe(false);
  }
  expect(signatures.verify(one)).toBe(true);
});
