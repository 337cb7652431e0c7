import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { acquireLock } from '@mitosislabs/auth/nodeFiles';
import { generateKeyPair, publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { decryptKeystoreJson } from 'ethers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failure } from '../test/failure.ts';
import { Keystore } from './index.ts';

// Each passphrase takes half a second, and far more on a machine that is busy.
vi.setConfig({ testTimeout: 120_000 });

const vectors: { passphrase: string; privateKey?: string; json: object }[] = JSON.parse(
  await readFile(new URL('../../../tests/vectors/web3_secret_storage.json', import.meta.url), 'utf8'),
);

let basePath: string;
let folder: string;
let keystore: Keystore;
beforeEach(async () => {
  basePath = join(await mkdtemp(join(tmpdir(), 'agent-keys-')), '.os1');
  folder = join(basePath, 'keys', 'office');
  keystore = new Keystore({ basePath });
});
afterEach(() => rm(join(basePath, '..'), { recursive: true }));

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('an encrypted key', () => {
  test('default: is stored and loaded with its passphrase; its public key needs none', async () => {
    const pair = await keystore.generateAndStore('office', 'aria', { passphrase: 'open sesame' });
    const content = await readFile(join(folder, 'aria.key'), 'utf8');
    expect(content).not.toContain(hex(pair.privateKey));
    expect((await stat(join(folder, 'aria.key'))).mode & 0o777).toBe(0o600);
    expect(await keystore.loadPrivateKey('office', 'aria', { passphrase: 'open sesame' })).toEqual(
      pair.privateKey,
    );
    expect(await keystore.getPublicKey('office', 'aria')).toBe(pair.publicKey);
    expect(await keystore.listAgentKeys('office')).toEqual(['aria']);
    const opened = new Keystore({ basePath, passphrase: async () => 'open sesame' });
    expect(await opened.loadPrivateKey('office', 'aria')).toEqual(pair.privateKey);
  });

  test('behavior: asks for a passphrase only when needed', async () => {
    const ask = vi.fn(() => 'open sesame');
    await keystore.generateAndStore('office', 'plain');
    expect(await keystore.loadPrivateKey('office', 'plain', { passphrase: ask })).toHaveLength(32);
    expect(await keystore.loadPrivateKey('office', 'stranger', { passphrase: ask })).toBeUndefined();
    expect(ask).not.toHaveBeenCalled();
  });

  test('error: refuses to load without a passphrase, with a wrong one, and a changed file', async () => {
    await keystore.generateAndStore('office', 'aria', { passphrase: 'open sesame' });
    const load = (passphrase?: string) => failure(keystore.loadPrivateKey('office', 'aria', { passphrase }));
    const path = join(folder, 'aria.key');
    expect(await load()).toMatchObject({ code: 'passphrase_needed', path });
    const wrong = await load('canary-4711');
    expect(wrong).toMatchObject({ code: 'passphrase_wrong', path });
    expect(`${wrong.stack} ${wrong.hint} ${JSON.stringify(wrong)}`).not.toContain('canary-4711');
    const file = JSON.parse(await readFile(path, 'utf8'));
    const { publicKey } = generateKeyPair();
    await writeFile(path, JSON.stringify({ ...file, publicKey }));
    expect((await load('open sesame')).code).toBe('key_invalid');
    await writeFile(path, JSON.stringify({ ...file, address: '00'.repeat(20) }));
    expect((await load('open sesame')).code).toBe('key_invalid');
    file.crypto.ciphertext = file.crypto.ciphertext.replace(/^../, 'ff');
    await writeFile(path, JSON.stringify(file));
    expect((await load('open sesame')).code).toBe('passphrase_wrong');
    file.crypto.kdfparams.n = 2 ** 40;
    await writeFile(path, JSON.stringify(file));
    expect(await load('open sesame')).toMatchObject({
      code: 'key_invalid',
      message: expect.stringContaining('scrypt'),
    });
  });

  test.each([['' as string | (() => undefined)], [() => undefined], ['\ud800']])(
    'error: stores nothing with the passphrase %j',
    async (passphrase) => {
      const stored = keystore.generateAndStore('office', 'aria', { passphrase });
      await expect(stored).rejects.toThrow(InvalidArgumentError);
      expect(await keystore.listAgentKeys('office')).toEqual([]);
    },
  );
});

describe('export and import', () => {
  test('default: exports a file that another tool reads, and imports it again', async () => {
    const pair = await keystore.generateAndStore('office', 'aria');
    const text = await keystore.exportPrivateKey('office', 'aria', { passphrase: 'for the copy' });
    expect((await decryptKeystoreJson(text, 'for the copy')).privateKey).toBe(`0x${hex(pair.privateKey)}`);
    const imported = await keystore.importPrivateKey('office', 'bob', text, { passphrase: 'for the copy' });
    expect(imported).toEqual({ publicKey: pair.publicKey });
    expect(await readFile(join(folder, 'bob.key'), 'utf8')).toBe(`${hex(pair.privateKey)}\n`);
  });

  test('behavior: exports an encrypted key under another passphrase', async () => {
    const pair = await keystore.generateAndStore('office', 'aria', { passphrase: 'here' });
    const options = { passphrase: 'there', currentPassphrase: 'here' };
    const text = await keystore.exportPrivateKey('office', 'aria', options);
    await keystore.importPrivateKey('office', 'bob', text, { passphrase: 'there', keepEncrypted: true });
    expect(await keystore.loadPrivateKey('office', 'bob', { passphrase: 'there' })).toEqual(pair.privateKey);
    const without = keystore.exportPrivateKey('office', 'aria', { passphrase: 'there' });
    expect((await failure(without)).code).toBe('passphrase_needed');
  });

  test.each(vectors.slice(1))(
    'behavior: imports published vector %#',
    async ({ json, passphrase, privateKey }) => {
      const { publicKey } = await keystore.importPrivateKey('office', 'aria', JSON.stringify(json), {
        passphrase,
      });
      if (privateKey === undefined) return;
      const key = Buffer.from(privateKey.padStart(64, '0'), 'hex');
      expect(publicKey).toBe(publicKeyFromPrivate(key));
      expect(await keystore.getPublicKey('office', 'aria')).toBe(publicKey);
    },
  );

  test.each(['', '\n', '  \r\n'])(
    'behavior: imports hex, with 0x or without, followed by %j',
    async (end) => {
      const { privateKey, publicKey } = generateKeyPair();
      for (const text of [hex(privateKey), `0x${hex(privateKey).toUpperCase()}`]) {
        expect(await keystore.importPrivateKey('office', 'aria', text + end, { force: true })).toEqual({
          publicKey,
        });
      }
    },
  );

  test('behavior: keeps an existing key, or backs it up with force', async () => {
    const { publicKey } = await keystore.generateAndStore('office', 'aria');
    const text = hex(generateKeyPair().privateKey);
    expect((await failure(keystore.importPrivateKey('office', 'aria', text))).code).toBe('key_exists');
    expect(await keystore.getPublicKey('office', 'aria')).toBe(publicKey);
    await keystore.importPrivateKey('office', 'aria', text, { force: true });
    const backup = Buffer.from((await readFile(join(folder, 'aria.key.bak-1'), 'latin1')).trim(), 'hex');
    expect(publicKeyFromPrivate(backup)).toBe(publicKey);
  });

  test('error: reports a locked key as busy and replaces nothing', async () => {
    const { publicKey } = await keystore.generateAndStore('office', 'aria');
    const path = join(folder, 'aria.key');
    const held = await acquireLock(`${path}.lock`, { waitMs: 0 });
    // The half minute that it waits is over at the first poll.
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 60_000;
      return now;
    });
    const never = () => Promise.reject(new Error('must not be called'));
    try {
      for (const use of [
        () => keystore.importPrivateKey('office', 'aria', '01'.repeat(32), { force: true }),
        () => keystore.rotatePrivateKey('office', 'aria', { tell: never, works: never }),
      ]) {
        expect(await failure(use())).toMatchObject({ code: 'key_busy', path });
      }
    } finally {
      clock.mockRestore();
      await held.release();
    }
    expect(await keystore.getPublicKey('office', 'aria')).toBe(publicKey);
    expect(await readdir(folder)).toEqual(['aria.key']);
  });

  test.each([
    ['nothing', ''],
    ['text', 'canary-4711 canary-4711'],
    ['63 digits', 'a'.repeat(63)],
    ['zero', '0'.repeat(64)],
    ['other JSON', '{"canary-4711":1}'],
    ['a megabyte', 'a'.repeat(1024 * 1024)],
  ])('error: refuses to import %s without quoting it', async (_, text) => {
    const error = await keystore.importPrivateKey('office', 'aria', text).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: expect.stringMatching(/^(key_invalid|invalid_argument)$/) });
    expect(`${error}${(error as Error).stack}`).not.toContain('canary');
    expect(await keystore.listAgentKeys('office')).toEqual([]);
  });

  test('error: throws when there is no key to export', async () => {
    const error = await failure(keystore.exportPrivateKey('office', 'aria', { passphrase: 'x' }));
    expect([error.code, error.hint]).toEqual(['no_agent_key', expect.stringContaining('mi keys rotate')]);
  });

  test('behavior: loses no key in a hundred concurrent forced imports', async () => {
    const keys = Array.from({ length: 100 }, () => hex(generateKeyPair().privateKey));
    await keystore.generateAndStore('office', 'aria');
    await Promise.all(keys.map((key) => keystore.importPrivateKey('office', 'aria', key, { force: true })));
    const names = await readdir(folder);
    const kept = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
    expect(names).toHaveLength(102 - 1);
    expect(keys.filter((key) => !kept.includes(`${key}\n`))).toEqual([]);
  });
});

describe('the host of a key', () => {
  const home = 'https://m.mitosislabs.ai';
  /** Hosts that look like the one that it is, or are on the same machine. */
  const others = [
    ...[
      'http://m.mitosislabs.ai',
      'https://m.mitosislabs.ai:8443',
      'https://mitosislabs.ai',
      'https://evil.example',
    ],
    ...[
      'https://m.mitosislabs.ai@evil.example',
      'https://m.mitosislabs.ai.evil.example',
      'https://m.mitosislabs.ai.',
    ],
    ...[
      'https://m.mitosis1abs.ai',
      'https://m.mitosislabs.\u0430i',
      'https://evil.example/?m.mitosislabs.ai',
    ],
    ...['http://localhost:8080', 'http://127.0.0.1', 'https://evil.example#@m.mitosislabs.ai'],
  ];

  test('default: is stored with the first key; other hosts are refused', async () => {
    await keystore.generateAndStore('office', 'aria', { endpoint: `${home}/some/path/` });
    expect(await keystore.endpointOf('office')).toBe(home);
    expect(await keystore.loadPrivateKey('office', 'aria', { endpoint: `${home}:443/` })).toHaveLength(32);
    for (const endpoint of others) {
      for (const use of [
        () => keystore.loadPrivateKey('office', 'aria', { endpoint }),
        () => keystore.loadPendingKey('office', 'aria', { endpoint }),
        () => keystore.generateAndStore('office', 'bob', { endpoint }),
        () => keystore.generateAndStore('office', 'aria', { endpoint, force: true }),
        () => keystore.importPrivateKey('office', 'bob', '01'.repeat(32), { endpoint }),
        () => keystore.rotatePrivateKey('office', 'aria', { endpoint, tell: fail, works: fail }),
      ]) {
        expect(await failure(use()), endpoint).toMatchObject({
          code: 'key_for_another_host',
          message: expect.stringContaining(home),
        });
      }
    }
    expect((await readdir(folder)).sort()).toEqual(['aria.key', 'aria.key.endpoint']);
  });

  test('behavior: tells two ports of localhost apart', async () => {
    await keystore.generateAndStore('office', 'aria', { endpoint: 'http://127.0.0.1:8080' });
    for (const endpoint of ['http://127.0.0.1:8081', 'http://localhost:8080', 'http://[::1]:8080']) {
      const error = await failure(keystore.loadPrivateKey('office', 'aria', { endpoint }));
      expect(error.code).toBe('key_for_another_host');
    }
  });

  test('behavior: accepts keys of earlier versions without a host', async () => {
    await keystore.generateAndStore('office', 'aria');
    expect(await keystore.endpointOf('office')).toBeUndefined();
    expect(
      await keystore.loadPrivateKey('office', 'aria', { endpoint: 'https://evil.example' }),
    ).toHaveLength(32);
    await keystore.generateAndStore('office', 'bob', { endpoint: home });
    expect(await keystore.endpointOf('office')).toBe(home);
    expect(await keystore.endpointOf('office', 'bob')).toBe(home);
    // Making a key binds that key alone.
    expect(await keystore.endpointOf('office', 'aria')).toBeUndefined();
    expect(
      await keystore.loadPrivateKey('office', 'aria', { endpoint: 'https://evil.example' }),
    ).toHaveLength(32);
  });

  test('behavior: reads the file `endpoint` for all keys of its folder', async () => {
    await keystore.generateAndStore('office', 'aria');
    await writeFile(join(folder, 'endpoint'), home, { mode: 0o600 });
    expect(await keystore.endpointOf('office', 'aria')).toBe(home);
    const load = keystore.loadPrivateKey('office', 'aria', { endpoint: 'https://evil.example' });
    expect((await failure(load)).code).toBe('key_for_another_host');
  });

  test('behavior: may change for an office without keys; the hint tells how otherwise', async () => {
    await keystore.generateAndStore('office', 'aria', { endpoint: 'https://old.example' });
    await keystore.deletePrivateKey('office', 'aria');
    await keystore.generateAndStore('office', 'aria', { endpoint: home });
    expect(await keystore.endpointOf('office')).toBe(home);
    const error = await failure(
      keystore.loadPrivateKey('office', 'aria', { endpoint: 'https://new.example' }),
    );
    await rm(/rm (\S+)$/.exec(error.hint ?? '')?.[1] ?? '');
    expect(await keystore.loadPrivateKey('office', 'aria', { endpoint: 'https://new.example' })).toHaveLength(
      32,
    );
  });

  test('behavior: is deleted with the key, after another process has stored one', async () => {
    await keystore.generateAndStore('office', 'aria', { endpoint: home });
    const lock = await acquireLock(join(folder, 'aria.key.lock'), { waitMs: 0 });
    const there = await readdir(folder);
    const deleting = keystore.deletePrivateKey('office', 'aria');
    // It waits when its place in the queue stands beside the lock.
    await Promise.race([deleting, expect.poll(() => readdir(folder)).toHaveLength(there.length + 1)]);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['aria.key', 'aria.key.endpoint']));
    await lock.release();
    expect(await deleting).toBe(true);
    expect(await readdir(folder)).toEqual([]);
  });

  test('error: refuses a broken or writable record', async () => {
    await keystore.generateAndStore('office', 'aria', { endpoint: home });
    const load = () => failure(keystore.loadPrivateKey('office', 'aria', { endpoint: home }));
    for (const content of ['', 'nonsense', 'file:///etc/passwd', 'x'.repeat(5000)]) {
      await writeFile(join(folder, 'aria.key.endpoint'), content);
      expect((await load()).code, content.slice(0, 20)).toBe('config_invalid');
    }
    await writeFile(join(folder, 'aria.key.endpoint'), home);
    await chmod(join(folder, 'aria.key.endpoint'), 0o666);
    expect((await load()).code).toBe('unsafe_file');
  });

  test.each(['', 'm.mitosislabs.ai', 'file:///etc', 7 as never])(
    'error: refuses the endpoint %j',
    async (endpoint) => {
      const stored = keystore.generateAndStore('office', 'aria', { endpoint });
      await expect(stored).rejects.toThrow(InvalidArgumentError);
      expect(await keystore.listAgentKeys('office')).toEqual([]);
    },
  );

  async function fail(): Promise<never> {
    throw new Error('must not be called');
  }
});
