import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { generateKeyPair, publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '../test/failure.ts';
import { Keystore, type KeystoreError } from './index.ts';

const OFFICE = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';
const ENDPOINT = 'https://m.mitosislabs.ai';
const SECRET = '0123456789abcdef0123456789abcdef';
/** Keys as the earlier client wrote them: 32 bytes; also ones that are text, or look like another form. */
const KEYS = {
  aria: Buffer.from(generateKeyPair().privateKey),
  ends: Buffer.from(`${'00'.repeat(31)}0a`, 'hex'),
  hex: Buffer.from('0123456789abcdef0123456789abcdef'),
  json: Buffer.from('{"version":3,"crypto":{"kdf":1}}'),
  spaces: Buffer.from(' '.repeat(32)),
  high: Buffer.from('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140', 'hex'),
} as const;

let home: string;
let root: string;
let warnings: KeystoreError[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'earlier-'));
  root = join(home, '.os1');
  warnings = [];
});
afterEach(() => rm(home, { recursive: true }));

const open = (basePath = root) => new Keystore({ basePath, onWarning: (warning) => warnings.push(warning) });

async function put(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  await writeFile(path, content);
  await chmod(path, mode);
}

async function snapshot(folder: string): Promise<unknown> {
  const names = (await readdir(folder, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => {
      const { mode, ino, mtimeMs } = await lstat(join(folder, name));
      const isFile = (mode & 0o170000) === 0o100000;
      return [name, mode, ino, isFile && [mtimeMs, await readFile(join(folder, name), 'hex')]];
    }),
  );
}

/** The shapes of a folder of the earlier client: what is in it, and where its keys are. */
const shapes: [what: string, folder: (office: string) => string, make: () => Promise<void>][] = [
  [
    '~/.os1 after `mi init`, config.json 0644',
    (office) => join(root, 'keys', office),
    async () => {
      await put(join(root, 'config.json'), JSON.stringify({ endpoint: ENDPOINT }), 0o644);
      await put(join(root, 'keys/jwt.key'), SECRET);
    },
  ],
  [
    '~/.os1 with more in its config, all 0600',
    (office) => join(root, 'keys', office),
    async () => {
      const config = { endpoint: ENDPOINT, theme: 'dark', nested: { list: [1, null] } };
      await put(join(root, 'config.json'), JSON.stringify(config, null, 2));
      await put(join(root, 'keys/jwt.key'), `${SECRET}\n`);
    },
  ],
  ['a basePath that is the folder of keys', (office) => join(root, office), async () => undefined],
  [
    'a basePath that is the folder of keys, with the secret in it',
    (office) => join(root, office),
    () => put(join(root, 'jwt.key'), SECRET),
  ],
];

describe.each(shapes)('%s', (_, folder, make) => {
  beforeEach(async () => {
    await make();
    for (const [agent, key] of Object.entries(KEYS)) await put(join(folder(OFFICE), `${agent}.key`), key);
    await put(join(folder('Office_2'), 'aria.key'), KEYS.aria);
    await put(join(folder('Office_2'), 'con.key'), KEYS.aria);
  });

  test('default: reads every key and writes nothing', async () => {
    const before = await snapshot(home);
    const keystore = open();
    expect(await keystore.listOffices()).toEqual([OFFICE, 'Office_2']);
    expect(await keystore.listAgentKeys(OFFICE)).toEqual(Object.keys(KEYS).sort());
    expect(await keystore.listAgentKeys('Office_2')).toEqual(['aria', 'con']);
    for (const [agent, key] of Object.entries(KEYS)) {
      expect(await keystore.loadPrivateKey(OFFICE, agent)).toEqual(Uint8Array.from(key));
      expect(await keystore.loadAgentKey(OFFICE, agent)).toEqual(Uint8Array.from(key));
      expect(await keystore.getPublicKey(OFFICE, agent)).toBe(publicKeyFromPrivate(key));
      expect(await keystore.hasAgentKey(OFFICE, agent)).toBe(true);
    }
    for (const agent of ['aria', 'con']) {
      expect(await keystore.loadPrivateKey('Office_2', agent)).toEqual(Uint8Array.from(KEYS.aria));
    }
    // Names that differ in case are two offices, also on a disk that ignores case.
    expect(await keystore.loadPrivateKey('office_2', 'aria')).toBeUndefined();
    expect(await keystore.hasAgentKey(OFFICE, 'nova')).toBe(false);
    await keystore.loadConfig();
    expect(await snapshot(home)).toEqual(before);
  });

  test('behavior: keeps an existing key, or backs it up with force', async () => {
    const keystore = open();
    const path = join(folder(OFFICE), 'aria.key');
    expect((await failure(keystore.generateAndStore(OFFICE, 'aria'))).code).toBe('key_exists');
    expect((await readFile(path)).equals(KEYS.aria)).toBe(true);
    const { publicKey } = await keystore.generateAndStore(OFFICE, 'aria', { force: true });
    expect(await keystore.getPublicKey(OFFICE, 'aria')).toBe(publicKey);
    expect((await readFile(`${path}.bak-1`)).equals(KEYS.aria)).toBe(true);
    expect((await readFile(path)).length).toBe(65);
    const works = async (key: Uint8Array) => publicKeyFromPrivate(key) !== publicKey;
    const rotated = await keystore.rotatePrivateKey('Office_2', 'con', {
      tell: async () => undefined,
      works,
    });
    expect(await keystore.getPublicKey('Office_2', 'con')).toBe(rotated.publicKey);
    expect((await readFile(join(folder('Office_2'), 'con.key.bak-1'))).equals(KEYS.aria)).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('behavior: stores new keys beside the others, and deletes keys', async () => {
    const keystore = open();
    await keystore.generateAndStore('Office_2', 'nova');
    await keystore.generateAndStore('office-3', 'nova');
    expect(await readdir(folder('Office_2'))).toContain('nova.key');
    expect(await readdir(folder('office-3'))).toEqual(['nova.key']);
    expect(await keystore.deletePrivateKey('Office_2', 'aria')).toBe(true);
    await keystore.deleteAgentKey('Office_2', 'aria');
    expect((await readdir(folder('Office_2'))).sort()).toEqual(['con.key', 'nova.key']);
    expect(await keystore.listOffices()).toEqual([OFFICE, 'Office_2', 'office-3']);
  });

  test('behavior: exports and imports keys, also as bytes', async () => {
    const keystore = open();
    const { publicKey } = await keystore.importPrivateKey('office-3', 'aria', KEYS.hex);
    expect(publicKey).toBe(publicKeyFromPrivate(KEYS.hex));
    const bytes = await readFile(join(folder(OFFICE), 'high.key'));
    await keystore.importPrivateKey('office-3', 'high', bytes);
    expect(await keystore.loadPrivateKey('office-3', 'high')).toEqual(Uint8Array.from(KEYS.high));
    const copy = await keystore.exportPrivateKey(OFFICE, 'json', { passphrase: 'x' });
    await keystore.importPrivateKey('office-3', 'json', Buffer.from(copy), { passphrase: 'x' });
    expect(await keystore.loadPrivateKey('office-3', 'json')).toEqual(Uint8Array.from(KEYS.json));
  });

  test('behavior: binds a new key to its host, and no other key', async () => {
    const keystore = open();
    await keystore.generateAndStore(OFFICE, 'nova', { endpoint: ENDPOINT });
    const elsewhere = { endpoint: 'https://other.example' };
    expect(await keystore.loadPrivateKey(OFFICE, 'aria', elsewhere)).toHaveLength(32);
    const refused = await failure(keystore.loadPrivateKey(OFFICE, 'nova', elsewhere));
    expect(refused.code).toBe('key_for_another_host');
  });
});

test.each([
  ['zero', Buffer.alloc(32)],
  ['the order of the curve', 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'],
  ['more', 'ff'.repeat(32)],
])('error: refuses 32 bytes that are %s and keeps the file', async (_, content) => {
  const bytes = Buffer.from(content as string, 'hex');
  const path = join(root, 'keys', OFFICE, 'aria.key');
  await put(path, bytes);
  for (const use of [
    () => open().loadPrivateKey(OFFICE, 'aria'),
    () => open().getPublicKey(OFFICE, 'aria'),
    () => open().importPrivateKey(OFFICE, 'nova', bytes),
  ]) {
    const error = await failure(use());
    expect(error).toMatchObject({
      code: 'key_invalid',
      message: expect.stringContaining('order of the curve'),
    });
    expect(error.message).not.toContain('bytes');
  }
  expect((await readFile(path)).equals(bytes)).toBe(true);
});

test.each(['a'.repeat(32), `${'a'.repeat(32)}\n`])(
  'error: refuses text of 32 characters: %j',
  async (text) => {
    for (const key of [text, Buffer.from(`${text.trim()}\n`)]) {
      expect((await failure(open().importPrivateKey(OFFICE, 'aria', key))).code).toBe('key_invalid');
    }
    await expect(open().importPrivateKey(OFFICE, 'aria', 7 as never)).rejects.toThrow(InvalidArgumentError);
  },
);

describe('a keystore of ours that the earlier client wrote to', () => {
  test('default: reads its keys, secret and config', async () => {
    const keystore = open();
    const own = await keystore.generateAndStore(OFFICE, 'aria', { endpoint: ENDPOINT });
    await keystore.generateAndStore('Office_2', 'aria');
    await keystore.saveConfig({ endpoint: ENDPOINT, apiKey: 'mi_example' });
    await new Keystore({ basePath: root, profile: 'work' }).saveConfig({ endpoint: ENDPOINT });
    await put(join(root, 'keys', OFFICE, 'nova.key'), KEYS.aria);
    await put(join(root, 'keys/Office_2/nova.key'), KEYS.aria);
    await put(join(root, 'keys/jwt.key'), SECRET);
    await put(join(root, 'config.json'), JSON.stringify({ endpoint: ENDPOINT, more: [1] }), 0o644);
    expect(await keystore.loadPrivateKey(OFFICE, 'aria')).toEqual(own.privateKey);
    expect(await keystore.loadPrivateKey(OFFICE, 'nova')).toEqual(Uint8Array.from(KEYS.aria));
    expect(await keystore.listAgentKeys('Office_2')).toEqual(['aria', 'nova']);
    expect(await keystore.loadPrivateKey('Office_2', 'nova')).toEqual(Uint8Array.from(KEYS.aria));
    expect(await keystore.loadJWTSecret()).toBe(SECRET);
    expect(await keystore.loadConfig()).toEqual({ endpoint: ENDPOINT, more: [1] });
    // It writes 32 bytes over a key of ours.
    await writeFile(join(root, 'keys', OFFICE, 'aria.key'), KEYS.high);
    expect(await keystore.getPublicKey(OFFICE, 'aria')).toBe(publicKeyFromPrivate(KEYS.high));
  });
});

describe('a readable config', () => {
  const path = () => join(root, 'config.json');

  test('default: is used with one warning when it has no key', async () => {
    await put(path(), JSON.stringify({ endpoint: ENDPOINT }), 0o644);
    const keystore = open();
    for (let count = 0; count < 3; count++)
      expect(await keystore.loadConfig()).toEqual({ endpoint: ENDPOINT });
    expect(warnings).toMatchObject([
      { code: 'unsafe_file', path: path(), hint: expect.stringContaining('mi init --yes') },
    ]);
    expect(await keystore.isConfigOpenToOthers()).toBe(true);
    expect((await stat(path())).mode & 0o777).toBe(0o644);
    await keystore.closeConfig();
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await open().isConfigOpenToOthers()).toBe(false);
    await open().loadConfig();
    expect(warnings).toHaveLength(1);
  });

  test.each<[string, number, object]>([
    ['a key', 0o644, { apiKey: 'mi_example' }],
    ['a key of a profile', 0o644, { profiles: { work: { endpoint: ENDPOINT, apiKey: 'mi_example' } } }],
    ['a broken profile', 0o644, { profiles: { work: { apiKey: 'mi_example' } } }],
    ['an odd profile', 0o644, { profiles: { '../x': { apiKey: 'mi_example' } } }],
    ['no key, but others can write', 0o664, {}],
    ['no key, but all can write', 0o646, {}],
    ['no key, but all can run', 0o655, {}],
  ])('error: with %s (mode %o) is refused, and can be restricted', async (_, mode, more) => {
    await put(path(), JSON.stringify({ endpoint: ENDPOINT, ...more }), mode);
    for (const use of [() => open().loadConfig(), () => open().saveConfig({ endpoint: ENDPOINT })]) {
      expect(await failure(use())).toMatchObject({ code: 'unsafe_file', hint: `chmod 600 ${path()}` });
    }
    expect(warnings).toEqual([]);
    await open().closeConfig();
    expect((await open().loadConfig()).endpoint).toBe(ENDPOINT);
  });
});

describe('the old members', () => {
  test('default: storeAgentKey writes 32 bytes and backs up the earlier key', async () => {
    const keystore = open();
    await keystore.storeAgentKey(OFFICE, 'aria', KEYS.aria);
    const path = join(root, 'keys', OFFICE, 'aria.key');
    expect((await readFile(path)).equals(KEYS.aria)).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await keystore.storeAgentKey(OFFICE, 'aria', KEYS.aria);
    await keystore.storeAgentKey(OFFICE, 'aria', KEYS.high);
    expect(await keystore.loadAgentKey(OFFICE, 'aria')).toEqual(Uint8Array.from(KEYS.high));
    expect((await readdir(join(path, '..'))).sort()).toEqual(['aria.key', 'aria.key.bak-1']);
    for (const bad of [new Uint8Array(31), new Uint8Array(32), 'ab' as never]) {
      await expect(keystore.storeAgentKey(OFFICE, 'aria', bad)).rejects.toThrow(InvalidArgumentError);
    }
  });

  test('error: loadAgentKey, getPublicKey and loadJWTSecret throw when nothing is stored', async () => {
    const keystore = open();
    expect((await failure(keystore.loadAgentKey(OFFICE, 'aria'))).code).toBe('no_agent_key');
    expect((await failure(keystore.getPublicKey(OFFICE, 'aria'))).code).toBe('no_agent_key');
    expect((await failure(keystore.loadJWTSecret())).code).toBe('no_jwt_secret');
    await keystore.deleteAgentKey(OFFICE, 'aria');
    expect(await readdir(home)).toEqual([]);
  });

  test('default: storeJWTSecret writes the text only', async () => {
    await open().storeJWTSecret(SECRET);
    expect(await readFile(join(root, 'keys/jwt.key'), 'utf8')).toBe(SECRET);
    expect(await open().loadJWTSecret()).toBe(SECRET);
  });

  test.each<Record<string, unknown>>([
    {},
    { endpoint: ENDPOINT },
    { theme: 'dark' },
    { defaultOffice: 'o1', email: 'me@example.com', list: [1, { a: null }] },
    { endpoint: ENDPOINT, apiKey: 'mi_example', defaultOffice: 'o1', deep: { er: { still: true } } },
    { constructor: 'x', toString: 1 },
  ])('default: storeConfig stores %j unchanged', async (config) => {
    const keystore = open();
    await keystore.storeConfig({ endpoint: 'https://other.example', before: 1 });
    await keystore.storeConfig(config);
    expect(await keystore.loadConfig()).toEqual(config);
    expect(JSON.parse(await readFile(join(root, 'config.json'), 'utf8'))).toEqual(config);
    expect((await stat(join(root, 'config.json'))).mode & 0o777).toBe(0o600);
  });

  test('behavior: keeps other profiles, and unknown fields in its own', async () => {
    const work = new Keystore({ basePath: root, profile: 'work' });
    await work.saveConfig({ endpoint: ENDPOINT, apiKey: 'mi_work' });
    await open().storeConfig({ theme: 'dark' });
    expect((await work.loadConfig()).apiKey).toBe('mi_work');
    await work.storeConfig({ endpoint: ENDPOINT, theme: 'light' });
    expect(await work.loadConfig()).toEqual({ endpoint: ENDPOINT, theme: 'light' });
    expect(await open().loadConfig()).toEqual({ theme: 'dark' });
    // With a host, the fields that stood there alone belong to the profile.
    await open().storeConfig({ defaultOffice: 'o1' });
    await open().saveConfig({ endpoint: ENDPOINT });
    expect(await open().loadConfig()).toEqual({ endpoint: ENDPOINT });
  });

  test.each<[string, unknown]>([
    ['config', null],
    ['config', 'text'],
    ['config', [1]],
    ['config', { big: 1n }],
    ['config.endpoint', { apiKey: 'mi_example' }],
    ['config.endpoint', { endpoint: 'nowhere' }],
    ['config.profiles', { profiles: {} }],
    ['config.profile', { profile: 'work' }],
    ['config.apiKeyIn', { endpoint: ENDPOINT, apiKeyIn: 'keychain' }],
  ])('error: refuses %s %o', async (argument, config) => {
    const store = open().storeConfig(config as never);
    await expect(store).rejects.toMatchObject({ name: 'InvalidArgumentError', argument });
    expect(await readdir(home)).toEqual([]);
  });
});

describe('the host of the JWT secret', () => {
  test('default: stays when the config moves to another host', async () => {
    const keystore = open();
    await put(join(root, 'config.json'), JSON.stringify({ endpoint: ENDPOINT }));
    await put(join(root, 'keys/jwt.key'), SECRET);
    expect(await keystore.loadJWTSecret({ endpoint: 'https://other.example' })).toBe(SECRET);
    await keystore.updateProfile(() => ({ endpoint: 'https://other.example' }));
    expect(await keystore.loadJWTSecret({ endpoint: ENDPOINT })).toBe(SECRET);
    expect(await keystore.loadJWTSecret()).toBe(SECRET);
    const load = keystore.loadJWTSecret({ endpoint: 'https://other.example' });
    expect((await failure(load)).code).toBe('key_for_another_host');
    // Another move does not set it free, a new secret is.
    await keystore.deleteProfile('default');
    await keystore.saveConfig({ endpoint: 'https://third.example' });
    expect((await failure(keystore.loadJWTSecret({ endpoint: 'https://third.example' }))).code).toBe(
      'key_for_another_host',
    );
    await keystore.storeJWTSecret(SECRET);
    expect(await keystore.loadJWTSecret({ endpoint: 'https://third.example' })).toBe(SECRET);
  });
});
