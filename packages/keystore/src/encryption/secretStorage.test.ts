import { readFile } from 'node:fs/promises';
import { generateKeyPair, publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { decryptKeystoreJson, encryptKeystoreJson } from 'ethers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WRITTEN_COST } from './cost.ts';
import { formatSecretStorage } from './formatSecretStorage.ts';
import { addressOf } from './keccak256.ts';
import { openSecretStorage } from './openSecretStorage.ts';
import { parseSecretStorage } from './parseSecretStorage.ts';

// The cost of files that people get (see tests/support/cheapScrypt.ts).
vi.unmock('./cost.ts');
// Each passphrase takes half a second, and far more on a machine that is busy.
vi.setConfig({ testTimeout: 120_000 });

interface Vector {
  name: string;
  passphrase: string;
  privateKey?: string;
  address?: string;
  json: { crypto: { kdf: string; kdfparams: Record<string, unknown> } & Record<string, unknown> };
}
const vectors: Vector[] = JSON.parse(
  await readFile(new URL('../../../../tests/vectors/web3_secret_storage.json', import.meta.url), 'utf8'),
);

async function open(text: string, passphrase: string): Promise<Uint8Array | undefined> {
  const storage = parseSecretStorage(text);
  if (typeof storage === 'string') throw new Error(storage);
  return openSecretStorage(storage, passphrase);
}

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');

describe('the published vectors', () => {
  test.each(vectors)('default: decrypts $name', async ({ json, passphrase, privateKey, address }) => {
    const key = await open(JSON.stringify(json), passphrase);
    if (privateKey !== undefined) expect(hex(key)).toBe(privateKey.padStart(64, '0'));
    if (address !== undefined) {
      expect(await addressOf(publicKeyFromPrivate(key ?? new Uint8Array()))).toBe(address);
    }
    if (json.crypto.kdfparams['n'] !== 262_144) {
      expect(await open(JSON.stringify(json), `${passphrase} `)).toBeUndefined();
    }
  });

  test('behavior: derives the published address', async () => {
    const key = Buffer.from('7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d', 'hex');
    expect(await addressOf(publicKeyFromPrivate(key))).toBe('008aeeda4d805471df9b2a5b0f38a0c3bcba786b');
  });
});

describe('with another tool', () => {
  // Plain; letters that are composed, or have another form; one that is longer than a block of the hash.
  const passphrases = ['testpassword', ' pa\u0308ss \u{1f511} \ufb01\u2460 ', 'x'.repeat(300)];

  // The cost of a file does not depend on its passphrase.
  const cost: { n: number } = WRITTEN_COST;
  const written = cost.n;
  test.each(passphrases.map((passphrase, index) => ({ passphrase, n: index === 0 ? written : 1024 })))(
    'behavior: writes files that ethers reads: $passphrase, n = $n',
    async ({ passphrase, n }) => {
      const { privateKey } = generateKeyPair();
      cost.n = n;
      onTestFinished(() => {
        cost.n = written;
      });
      const text = await formatSecretStorage(privateKey, passphrase);
      const account = await decryptKeystoreJson(text, passphrase);
      expect(account.privateKey).toBe(`0x${hex(privateKey)}`);
      expect(account.address.toLowerCase()).toBe(`0x${JSON.parse(text).address}`);
      expect(await open(text, passphrase)).toEqual(privateKey);
    },
  );

  test.each(passphrases)('behavior: reads files of ethers: %j', async (passphrase) => {
    const { privateKey, publicKey } = generateKeyPair();
    const account = { address: `0x${await addressOf(publicKey)}`, privateKey: `0x${hex(privateKey)}` };
    const text = await encryptKeystoreJson(account, passphrase, { scrypt: { N: 1024, r: 8, p: 1 } });
    expect(await open(text, passphrase)).toEqual(privateKey);
    expect(await open(text, `${passphrase}.`)).toBeUndefined();
  });

  test('behavior: opens a file of a tool that does not normalize passphrases', async () => {
    // As geth does: e and a combining accent, not composed.
    const typed = 'cafe\u0301';
    const { ethersLike, privateKey } = await rawPassphrase(typed);
    expect(await open(ethersLike, typed)).toEqual(privateKey);
    expect(await open(ethersLike, 'caf\u00e9')).toBeUndefined();
  });

  async function rawPassphrase(typed: string) {
    const { privateKey, publicKey } = generateKeyPair();
    const account = { address: `0x${await addressOf(publicKey)}`, privateKey: `0x${hex(privateKey)}` };
    const bytes = new TextEncoder().encode(typed);
    const ethersLike = await encryptKeystoreJson(account, bytes, { scrypt: { N: 1024, r: 8, p: 1 } });
    return { ethersLike, privateKey };
  }
});

describe('written files', () => {
  test('behavior: use new random values each time and do not contain the key', async () => {
    const { privateKey, publicKey } = generateKeyPair();
    const texts = [await formatSecretStorage(privateKey, 'x'), await formatSecretStorage(privateKey, 'x')];
    const [first, second] = texts.map((text) => JSON.parse(text));
    expect(first).toMatchObject({ version: 3, publicKey, address: second.address });
    expect(first.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const random = [first, second].flatMap(({ id, crypto }) => [
      id,
      crypto.ciphertext,
      crypto.cipherparams.iv,
      crypto.kdfparams.salt,
      crypto.mac,
    ]);
    expect(new Set(random).size).toBe(10);
    expect(texts.join()).not.toContain(hex(privateKey));
    // The cost of guessing: at least as recommended for passwords.
    expect(first.crypto.kdfparams).toMatchObject({ n: 131_072, r: 8, p: 1, dklen: 32 });
  });
});

describe('hostile and broken files', () => {
  const good = vectors[4]?.json ?? vectors[0]?.json;
  type Change = (file: Record<string, never> & { crypto: Record<string, never> }) => unknown;
  const scrypt =
    (params: object): Change =>
    (file) =>
      Object.assign(file.crypto['kdfparams'] ?? {}, params);
  const rounds =
    (params: object): Change =>
    (file) =>
      Object.assign(file.crypto, {
        kdf: 'pbkdf2',
        kdfparams: { dklen: 32, prf: 'hmac-sha256', salt: 'ab', ...params },
      });
  const set =
    (name: string, value: unknown): Change =>
    (file) =>
      Object.assign(file, { [name]: value });
  const inCrypto =
    (name: string, value: unknown): Change =>
    (file) =>
      Object.assign(file.crypto, { [name]: value });

  const hostile: [what: string, change: Change][] = [
    ['n of 2^30', scrypt({ n: 2 ** 30 })],
    ['n of 2^53', scrypt({ n: 2 ** 53 })],
    ['n of 1e400', scrypt({ n: Number.POSITIVE_INFINITY })],
    ['r of 2^30', scrypt({ r: 2 ** 30 })],
    ['p of 2^30', scrypt({ p: 2 ** 30 })],
    ['n and p that multiply', scrypt({ n: 2 ** 16, p: 2 ** 7 })],
    ['half a gigabyte and more', scrypt({ n: 2 ** 19, r: 8 })],
    ['c of 2^40', rounds({ c: 2 ** 40 })],
    ['c of 0', rounds({ c: 0 })],
    ['c that is text', rounds({ c: '1000' })],
    ['another prf', rounds({ c: 1, prf: 'hmac-sha512' })],
    ['n of 0', scrypt({ n: 0 })],
    ['n of 1', scrypt({ n: 1 })],
    ['n of 3', scrypt({ n: 3 })],
    ['n of -2', scrypt({ n: -2 })],
    ['n of 2.5', scrypt({ n: 2.5 })],
    ['n that is text', scrypt({ n: '2' })],
    ['n that is null', scrypt({ n: null })],
    ['no r', scrypt({ r: undefined })],
    ['p of 0', scrypt({ p: 0 })],
    ['dklen of a gigabyte', scrypt({ dklen: 2 ** 30 })],
    ['dklen of 16', scrypt({ dklen: 16 })],
    ['a salt of 2 kB', scrypt({ salt: 'ab'.repeat(2048) })],
    ['a salt of half a byte', scrypt({ salt: 'abc' })],
    ['a salt in a list', scrypt({ salt: ['ab'] })],
    ['another kdf', inCrypto('kdf', 'argon2id')],
    ['kdf as a prototype', inCrypto('kdf', '__proto__')],
    ['no kdfparams', inCrypto('kdfparams', undefined)],
    ['another cipher', inCrypto('cipher', 'aes-128-cbc')],
    ['an iv of 15 bytes', inCrypto('cipherparams', { iv: 'ab'.repeat(15) })],
    ['no iv', inCrypto('cipherparams', {})],
    ['a ciphertext of 33 bytes', inCrypto('ciphertext', 'ab'.repeat(33))],
    ['an empty ciphertext', inCrypto('ciphertext', '')],
    ['a mac of 31 bytes', inCrypto('mac', 'ab'.repeat(31))],
    ['a mac that is no hex', inCrypto('mac', 'zz'.repeat(32))],
    ['no mac', inCrypto('mac', undefined)],
    ['crypto as a list', set('crypto', [])],
    ['version 4', set('version', 4)],
    ['no version', set('version', undefined)],
    ['an address of 3 bytes', set('address', 'abcdef')],
    ['an address that is a number', set('address', 7)],
    ['a public key that is none', set('publicKey', '04')],
  ];

  test.each(hostile)('error: refuses %s at once', async (_, change) => {
    const file = structuredClone(good) as never;
    change(file);
    const before = process.memoryUsage.rss();
    expect(parseSecretStorage(JSON.stringify(file))).toEqual(expect.any(String));
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '"text"',
    '{"version":3}',
    '{"__proto__":{"version":3,"crypto":{}}}',
    '{"version":3,"crypto":{"__proto__":{"cipher":"aes-128-ctr"}}}',
    '['.repeat(30_000),
  ])('error: refuses other JSON: case %#', (text) => {
    expect(parseSecretStorage(text)).toEqual(expect.any(String));
    expect(Reflect.get({}, 'version')).toBeUndefined();
  });

  test('behavior: accepts field names in another case, and 0x before hex', async () => {
    const vector = vectors[4];
    const { crypto, ...rest } = JSON.parse(JSON.stringify(vector?.json));
    crypto.mac = `0x${crypto.mac}`;
    expect(await open(JSON.stringify({ ...rest, Crypto: crypto, version: '3' }), '')).toHaveLength(32);
  });
});
