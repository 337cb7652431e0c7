import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Keystore } from '../Keystore.ts';
import { formatPrivateKey } from './privateKeyFile.ts';

let basePath: string;
let keystore: Keystore;
let file: string;
/** The public key that the platform takes. */
let taken: string;
beforeEach(async () => {
  basePath = await mkdtemp(join(tmpdir(), 'rotate-key-'));
  keystore = new Keystore({ basePath });
  file = join(basePath, 'keys', 'office', 'aria.key');
  taken = (await keystore.generateAndStore('office', 'aria')).publicKey;
});
afterEach(() => rm(basePath, { recursive: true }));

/** Breaks the lock, as another process does when the holder hangs. */
async function breakLock(): Promise<void> {
  for (const name of await readdir(`${file}.lock`)) {
    await rm(join(`${file}.lock`, name), { recursive: true });
  }
}

async function works(privateKey: Uint8Array): Promise<boolean> {
  return publicKeyFromPrivate(privateKey) === taken;
}

async function assertAtWork(): Promise<void> {
  expect(await keystore.getPublicKey('office', 'aria')).toBe(taken);
  expect((await readdir(join(file, '..'))).filter((name) => !/\.bak-\d+$/.test(name))).toEqual(['aria.key']);
}

test('behavior: repeats a rotation that was overtaken by another one', async () => {
  const told: string[] = [];
  const { publicKey } = await keystore.rotatePrivateKey('office', 'aria', {
    tell: async (mine) => {
      told.push(mine);
      taken = mine;
      if (told.length > 1) return;
      await breakLock();
      // The other one went on with the same new key, then made one more; what this one says comes after that.
      await writeFile(file, formatPrivateKey(generateKeyPair().privateKey));
      await rm(`${file}.next`);
    },
    works,
  });
  expect(told).toHaveLength(2);
  expect(publicKey).toBe(told[1]);
  await assertAtWork();
});

test('behavior: does not call the platform without the lock', async () => {
  const refused = { tell: async () => Promise.reject(new Error('down')), works };
  await expect(keystore.rotatePrivateKey('office', 'aria', refused)).rejects.toThrow('down');
  const other = generateKeyPair();
  const told: string[] = [];
  let asked = 0;
  const { publicKey } = await keystore.rotatePrivateKey('office', 'aria', {
    tell: async (mine) => {
      told.push(mine);
      taken = mine;
    },
    works: async (privateKey) => {
      if (++asked > 1) return works(privateKey);
      await breakLock();
      await writeFile(`${file}.next`, formatPrivateKey(other.privateKey));
      taken = other.publicKey;
      return false;
    },
  });
  expect([publicKey, told]).toEqual([other.publicKey, []]);
  await assertAtWork();
});
