import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { generateKeyPair, publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Keystore, KeystoreError, type StoredConfig } from './index.ts';

const OFFICE = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';

let basePath: string;
let keystore: Keystore;
beforeEach(async () => {
  basePath = join(await mkdtemp(join(tmpdir(), 'keystore-')), '.os1');
  keystore = new Keystore({ basePath });
});
afterEach(async () => {
  await rm(join(basePath, '..'), { recursive: true });
});

async function modeOf(...path: string[]): Promise<string> {
  return ((await stat(join(basePath, ...path))).mode & 0o777).toString(8);
}

async function rejection(promise: Promise<unknown>): Promise<KeystoreError> {
  const error = await promise.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (!(error instanceof KeystoreError)) throw new Error(`expected a KeystoreError, got ${String(error)}`);
  return error;
}

describe('the folder', () => {
  test('default: is .os1 in the home folder', () => {
    expect(new Keystore().basePath).toBe(join(homedir(), '.os1'));
    expect(new Keystore().sessionsPath).toBe(join(homedir(), '.os1', 'sessions'));
  });

  test.each(['', 'somewhere', './here'])(
    'error: is never relative to the working folder: HOME=%j',
    (home) => {
      vi.stubEnv('HOME', home);
      vi.stubEnv('USERPROFILE', home);
      try {
        expect(() => new Keystore()).toThrow(InvalidArgumentError);
        expect(new Keystore({ basePath }).basePath).toBe(basePath);
      } finally {
        vi.unstubAllEnvs();
      }
    },
  );

  test('behavior: constructing and reading write nothing', async () => {
    expect(await keystore.loadConfig()).toEqual({});
    expect(await keystore.loadPrivateKey(OFFICE, 'aria')).toBeUndefined();
    expect((await rejection(keystore.getPublicKey(OFFICE, 'aria'))).code).toBe('no_agent_key');
    expect(await keystore.listAgentKeys(OFFICE)).toEqual([]);
    expect((await rejection(keystore.loadJWTSecret())).code).toBe('no_jwt_secret');
    expect(await keystore.hasJWTSecret()).toBe(false);
    expect(await keystore.hasAgentKey(OFFICE, 'aria')).toBe(false);
    expect(await keystore.deletePrivateKey(OFFICE, 'aria')).toBe(false);
    expect(await readdir(join(basePath, '..'))).toEqual([]);
  });

  test('behavior: keeps everything below basePath, folders 0700 and files 0600', async () => {
    await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
    await keystore.generateAndStore(OFFICE, 'aria');
    await keystore.storeJWTSecret('a secret');
    const entries = await readdir(basePath, { recursive: true });
    expect(entries.sort()).toEqual(
      ['config.json', 'keys', `keys/${OFFICE}`, `keys/${OFFICE}/aria.key`, 'keys/jwt.key', 'sessions'].sort(),
    );
    expect(await modeOf()).toBe('700');
    for (const entry of entries) expect(await modeOf(entry)).toBe(/\./.test(entry) ? '600' : '700');
  });

  test('behavior: restricts a readable folder with the next write', async () => {
    await keystore.generateAndStore(OFFICE, 'aria');
    for (const path of ['.', 'keys', `keys/${OFFICE}`]) await chmod(join(basePath, path), 0o755);
    await keystore.generateAndStore(OFFICE, 'bob');
    expect([await modeOf(), await modeOf('keys'), await modeOf('keys', OFFICE)]).toEqual([
      '700',
      '700',
      '700',
    ]);
  });

  test.each(['', 'a\0b', 7 as never])('error: refuses the basePath %j', (path) => {
    expect(() => new Keystore({ basePath: path })).toThrow(InvalidArgumentError);
  });
});

describe('private keys', () => {
  test('default: loads the generated key', async () => {
    const pair = await keystore.generateAndStore(OFFICE, 'aria');
    expect(await keystore.loadPrivateKey(OFFICE, 'aria')).toEqual(pair.privateKey);
    expect(await keystore.getPublicKey(OFFICE, 'aria')).toBe(pair.publicKey);
    expect(await new Keystore({ basePath }).getPublicKey(OFFICE, 'aria')).toBe(pair.publicKey);
    expect(publicKeyFromPrivate(pair.privateKey)).toBe(pair.publicKey);
  });

  test('behavior: stores 64 hex digits and a line feed', async () => {
    const { privateKey } = generateKeyPair();
    await keystore.storePrivateKey(OFFICE, 'aria', privateKey);
    const content = await readFile(join(basePath, 'keys', OFFICE, 'aria.key'), 'utf8');
    expect(content).toBe(`${Buffer.from(privateKey).toString('hex')}\n`);
  });

  test('behavior: lists agents by name, without other files', async () => {
    for (const agent of ['zoe', 'aria', 'con', 'a-key']) await keystore.generateAndStore(OFFICE, agent);
    const folder = join(basePath, 'keys', OFFICE);
    for (const name of ['a.key.b', '.key', 'Aria.key', 'aria.key.bak-1', '%61.key', 'notes.txt']) {
      await writeFile(join(folder, name), '', { mode: 0o600 });
    }
    expect(await keystore.listAgentKeys(OFFICE)).toEqual(['a-key', 'aria', 'con', 'zoe']);
    expect(await keystore.listAgentKeys('another-office')).toEqual([]);
  });

  test('behavior: lists offices that have a key', async () => {
    expect(await keystore.listOffices()).toEqual([]);
    for (const office of ['zoo', OFFICE, 'another']) await keystore.generateAndStore(office, 'aria');
    await keystore.generateAndStore('left', 'aria');
    await keystore.deletePrivateKey('left', 'aria');
    await writeFile(join(basePath, 'keys', 'notes.txt'), '', { mode: 0o600 });
    // A folder that the user made. Its name is not an office id.
    await mkdir(join(basePath, 'keys', 'old keys'));
    expect(await keystore.listOffices()).toEqual([OFFICE, 'another', 'zoo'].sort());
  });

  test('behavior: force replaces a key and keeps each earlier one as a backup', async () => {
    const pairs = [await keystore.generateAndStore(OFFICE, 'aria')];
    for (let round = 0; round < 3; round++) {
      pairs.push(await keystore.generateAndStore(OFFICE, 'aria', { force: true }));
    }
    expect(await keystore.getPublicKey(OFFICE, 'aria')).toBe(pairs[3]?.publicKey);
    const names = ['aria.key.bak-1', 'aria.key.bak-2', 'aria.key.bak-3', 'aria.key'];
    for (const [index, name] of names.entries()) {
      expect(await readFile(join(basePath, 'keys', OFFICE, name), 'utf8')).toBe(
        `${Buffer.from(pairs[index]?.privateKey ?? []).toString('hex')}\n`,
      );
      expect(await modeOf('keys', OFFICE, name)).toBe('600');
    }
  });

  test('behavior: stores one of a hundred concurrent keys and refuses the rest', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, () => keystore.generateAndStore(OFFICE, 'aria')),
    );
    const stored = results.filter((result) => result.status === 'fulfilled');
    expect(stored).toHaveLength(1);
    expect(await keystore.getPublicKey(OFFICE, 'aria')).toBe(stored[0]?.value.publicKey);
    expect(await readdir(join(basePath, 'keys', OFFICE))).toEqual(['aria.key']);
  });

  test('behavior: deletes a key; a second delete throws', async () => {
    await keystore.generateAndStore(OFFICE, 'aria');
    expect(await keystore.deletePrivateKey(OFFICE, 'aria')).toBe(true);
    expect(await keystore.deletePrivateKey(OFFICE, 'aria')).toBe(false);
    expect(await keystore.listAgentKeys(OFFICE)).toEqual([]);
    await keystore.generateAndStore(OFFICE, 'aria');
  });

  test('error: does not replace an existing key', async () => {
    const { publicKey } = await keystore.generateAndStore(OFFICE, 'aria');
    const error = await rejection(keystore.storePrivateKey(OFFICE, 'aria', generateKeyPair().privateKey));
    expect(error.code).toBe('key_exists');
    expect(error.message).toContain(error.path);
    expect(error.hint).toContain('--force');
    expect(await keystore.getPublicKey(OFFICE, 'aria')).toBe(publicKey);
  });

  const hex = Buffer.from(generateKeyPair().privateKey).toString('hex');
  test.each([
    ['nothing', ''],
    ['5 bytes', '0102030405\n'],
    ['31 bytes', hex.slice(2)],
    ['33 bytes', `${hex}00\n`],
    ['32 bytes and a line feed', `${hex.slice(0, 32)}\n`],
    ['32 bytes of zero', '\0'.repeat(32)],
    ['two line feeds', `${hex}\n\n`],
    ['a letter beyond f', `g${hex.slice(1)}`],
    ['zero', '0'.repeat(64)],
    ['the order of the curve', 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'],
    ['a megabyte', 'a'.repeat(1024 * 1024)],
  ])('error: refuses %s without quoting it', async (_, content) => {
    await keystore.generateAndStore(OFFICE, 'aria');
    const path = join(basePath, 'keys', OFFICE, 'aria.key');
    await writeFile(path, content);
    const error = await rejection(keystore.loadPrivateKey(OFFICE, 'aria'));
    expect([error.code, error.path]).toEqual(['key_invalid', path]);
    if (content.length > 5 && content[0] !== '\0')
      expect(`${error.stack} ${error.hint}`).not.toContain(content.slice(0, 30).trim());
    expect((await rejection(keystore.getPublicKey(OFFICE, 'aria'))).code).toBe('key_invalid');
  });

  test.each([5, 31, 33])('error: refuses a key of %i bytes', async (length) => {
    const store = keystore.storePrivateKey(OFFICE, 'aria', new Uint8Array(length).fill(1));
    await expect(store).rejects.toThrow(InvalidArgumentError);
    expect(await readdir(join(basePath, '..'))).toEqual([]);
  });
});

describe('the config', () => {
  const config: StoredConfig = {
    endpoint: 'https://m.mitosislabs.ai',
    dashboardEndpoint: 'https://mitosislabs.ai',
    apiKey: 'mi_canary_4711',
    email: 'ada@example.com',
    defaultOffice: OFFICE,
  };

  test('default: loads the saved config', async () => {
    await keystore.saveConfig(config);
    expect(await keystore.loadConfig()).toEqual(config);
  });

  test('behavior: removes a field that is left out', async () => {
    await keystore.saveConfig(config);
    await keystore.saveConfig({ endpoint: config.endpoint, apiKey: undefined });
    expect(await keystore.loadConfig()).toEqual({ endpoint: config.endpoint });
    expect(await readFile(join(basePath, 'config.json'), 'utf8')).not.toContain('apiKey');
  });

  test('behavior: keeps fields of other versions', async () => {
    await keystore.saveConfig(config);
    const path = join(basePath, 'config.json');
    await writeFile(path, JSON.stringify({ ...config, accounts: { work: { endpoint: 'x' } }, version: 3 }));
    await keystore.saveConfig({ endpoint: 'https://m.example.com' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      endpoint: 'https://m.example.com',
      accounts: { work: { endpoint: 'x' } },
      version: 3,
    });
    expect(await keystore.loadConfig()).toEqual(JSON.parse(await readFile(path, 'utf8')));
  });

  test.each([
    ['config', null],
    ['config.endpoint', {}],
    ['config.endpoint', { endpoint: '' }],
    ['config.endpoint', { endpoint: 'm.mitosislabs.ai' }],
    ['config.dashboardEndpoint', { endpoint: config.endpoint, dashboardEndpoint: 'file:///etc' }],
    ['config.apiKey', { endpoint: config.endpoint, apiKey: 7 }],
  ])('error: refuses %s %j', async (argument, value) => {
    const save = keystore.saveConfig(value as never);
    await expect(save).rejects.toMatchObject({ name: 'InvalidArgumentError', argument });
    expect(await readdir(join(basePath, '..'))).toEqual([]);
  });
});

describe('the JWT secret', () => {
  test.each(['a secret', 'ends in a line feed\n', 'a\r\n', '\n', ' spaces ', 'ünï\u{1f511}'])(
    'behavior: stores and loads %j',
    async (secret) => {
      await keystore.storeJWTSecret('another');
      await keystore.storeJWTSecret(secret);
      expect(await keystore.loadJWTSecret()).toBe(secret);
    },
  );

  test('behavior: reads a file without a final line feed', async () => {
    await keystore.storeJWTSecret('x');
    await writeFile(join(basePath, 'keys', 'jwt.key'), 'by-hand');
    expect(await keystore.loadJWTSecret()).toBe('by-hand');
  });

  test.each(['', '\ud800', 'x'.repeat(64 * 1024 + 1), undefined as never])(
    'error: refuses a secret that could not be read back',
    async (secret) => {
      await expect(keystore.storeJWTSecret(secret)).rejects.toThrow(InvalidArgumentError);
    },
  );

  test.each(['', '\n', 'x'.repeat(64 * 1024 + 1)])(
    'error: refuses a file without a secret',
    async (content) => {
      await keystore.storeJWTSecret('x');
      await writeFile(join(basePath, 'keys', 'jwt.key'), content);
      expect((await rejection(keystore.loadJWTSecret())).code).toBe('secret_invalid');
    },
  );
});
