import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Keystore } from '../Keystore.ts';

const ENDPOINT = 'https://m.mitosislabs.ai';

let root: string;
let basePath: string;
let dotfiles: string;
let keystore: Keystore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'links-'));
  basePath = join(root, '.os1');
  // A dotfiles folder that others may read, as most are.
  dotfiles = join(root, 'dotfiles');
  await mkdir(dotfiles, 0o755);
  keystore = new Keystore({ basePath });
  await keystore.saveConfig({ endpoint: ENDPOINT, apiKey: 'mi_example' }, { apiKeyIn: 'file' });
  await keystore.storeJWTSecret('a secret');
  await keystore.generateAndStore('office', 'aria', { endpoint: ENDPOINT });
});
afterEach(() => rm(root, { recursive: true }));

/** Moves a file or folder of the keystore into the dotfiles, and leaves a link to it. */
async function link(name: string): Promise<void> {
  const path = join(basePath, name);
  const target = join(dotfiles, basename(path));
  await rename(path, target);
  await symlink(target, path);
}

const PLACES = [
  ['config.json', ['config.json']],
  ['the secret', ['keys/jwt.key']],
  ['a key', ['keys/office/aria.key']],
  ['every file', ['config.json', 'keys/jwt.key', 'keys/office/aria.key', 'keys/office/aria.key.endpoint']],
  ['the folder of keys', ['keys']],
  ['the folder of an office', ['keys/office']],
  ['the keystore', ['.']],
] as const;

test.each(PLACES)('behavior: %s may be a link into dotfiles, which stays', async (_, names) => {
  for (const name of names) await link(name);
  expect(await keystore.loadConfig()).toMatchObject({ apiKey: 'mi_example' });
  expect(await keystore.loadJWTSecret()).toBe('a secret');
  expect(await keystore.listAgentKeys('office')).toEqual(['aria']);
  expect(await keystore.listOffices()).toEqual(['office']);
  const before = await keystore.loadPrivateKey('office', 'aria', { endpoint: ENDPOINT });

  await keystore.saveConfig({ endpoint: ENDPOINT, apiKey: 'mi_another' }, { apiKeyIn: 'file' });
  await keystore.storeJWTSecret('another secret');
  let pending: Uint8Array | undefined;
  const publicKey = await keystore.rotatePrivateKey('office', 'aria', {
    tell: async () => {
      pending = await keystore.loadPendingKey('office', 'aria');
    },
    works: async () => true,
  });
  expect(pending).toHaveLength(32);
  expect(await keystore.loadConfig()).toMatchObject({ apiKey: 'mi_another' });
  expect(await keystore.loadJWTSecret()).toBe('another secret');
  const after = await keystore.loadPrivateKey('office', 'aria', { endpoint: ENDPOINT });
  expect(after).not.toEqual(before);
  expect(publicKeyFromPrivate(after ?? new Uint8Array())).toBe(
    typeof publicKey === 'string' ? publicKey : publicKey.publicKey,
  );
  // The binding to the host did not get lost on the way.
  await expect(
    keystore.loadPrivateKey('office', 'aria', { endpoint: 'https://evil.example' }),
  ).rejects.toMatchObject({ code: 'key_for_another_host' });

  for (const name of names) {
    expect((await lstat(join(basePath, name).replace(/\/$/, ''))).isSymbolicLink(), name).toBe(true);
    const target = await lstat(join(dotfiles, basename(join(basePath, name))));
    expect(target.mode & 0o777, name).toBe(target.isDirectory() ? 0o700 : 0o600);
  }
  const left = (await readdir(root, { recursive: true })).filter((name) => /\.tmp-|\.lock/.test(name));
  expect(left).toEqual([]);
});

test('behavior: deletes the key behind a link, and the link', async () => {
  await link('keys/office/aria.key');
  expect(await keystore.deletePrivateKey('office', 'aria')).toBe(true);
  expect(await readdir(dotfiles)).toEqual([]);
  expect(await keystore.listAgentKeys('office')).toEqual([]);
});

test('behavior: changes of several processes at once reach a linked config', async () => {
  await link('config.json');
  const names = ['one', 'two', 'three', 'four'];
  await Promise.all(
    names.map((profile) =>
      new Keystore({ basePath, profile }).saveConfig({ endpoint: ENDPOINT }, { apiKeyIn: 'file' }),
    ),
  );
  const stored = JSON.parse(await readFile(join(dotfiles, 'config.json'), 'utf8'));
  expect(Object.keys(stored.profiles).sort()).toEqual([...names].sort());
});
