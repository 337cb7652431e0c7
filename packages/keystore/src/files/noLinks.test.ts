import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Keystore } from '../Keystore.ts';
import { writePrivateFile } from './writePrivateFile.ts';

// The errors of exFAT and some network disks; no such disk can be mounted here.
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  link: async () => Promise.reject(Object.assign(new Error('no hard links'), { code: 'EPERM' })),
}));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'no-links-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('error: one of many concurrent writers creates a file on a disk without hard links', async () => {
  const path = join(folder, 'aria.key');
  const names = Array.from({ length: 20 }, (_, index) => `by ${index}`);
  const made = await Promise.all(names.map((name) => writePrivateFile(path, name, 'create')));
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await readFile(path, 'utf8')).toBe(names[made.indexOf(true)]);
  expect(await readdir(folder)).toEqual(['aria.key']);
});

test('behavior: creates, keeps and replaces keys there', async () => {
  const keystore = new Keystore({ basePath: folder });
  await keystore.generateAndStore('office', 'aria', { endpoint: 'https://m.mitosislabs.ai' });
  await expect(keystore.generateAndStore('office', 'aria')).rejects.toMatchObject({ code: 'key_exists' });
  await keystore.generateAndStore('office', 'aria', { force: true });
  let taken: string | undefined;
  const { publicKey } = await keystore.rotatePrivateKey('office', 'aria', {
    tell: async (told) => {
      taken = told;
    },
    works: async () => taken !== undefined,
  });
  expect(await keystore.getPublicKey('office', 'aria')).toBe(publicKey);
  const names = ['aria.key', 'aria.key.bak-1', 'aria.key.bak-2', 'aria.key.endpoint'];
  expect((await readdir(join(folder, 'keys', 'office'))).sort()).toEqual(names);
});
