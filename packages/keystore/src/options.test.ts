import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Keystore } from './Keystore.ts';

const office = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';
const key = new Uint8Array(32).fill(7);
let basePath: string;
beforeAll(async () => {
  basePath = await mkdtemp(join(tmpdir(), 'keystore-options-'));
});
afterAll(() => rm(basePath, { recursive: true, force: true }));

const wrong = { pasphrase: 'x' } as never;
const calls: Record<string, (keystore: Keystore) => Promise<unknown>> = {
  generateAndStore: (keystore) => keystore.generateAndStore(office, 'aria', wrong),
  storePrivateKey: (keystore) => keystore.storePrivateKey(office, 'aria', key, wrong),
  loadPrivateKey: (keystore) => keystore.loadPrivateKey(office, 'aria', wrong),
  loadPendingKey: (keystore) => keystore.loadPendingKey(office, 'aria', wrong),
  getPublicKey: (keystore) => keystore.getPublicKey(office, 'aria', wrong),
  exportPrivateKey: (keystore) => keystore.exportPrivateKey(office, 'aria', wrong),
  importPrivateKey: (keystore) => keystore.importPrivateKey(office, 'aria', '07'.repeat(32), wrong),
  rotatePrivateKey: (keystore) => keystore.rotatePrivateKey(office, 'aria', wrong),
  loadJWTSecret: (keystore) => keystore.loadJWTSecret(wrong),
  saveConfig: (keystore) => keystore.saveConfig({ endpoint: 'https://a.example' } as never, wrong),
};

test.each(Object.entries(calls))(
  'error: %s refuses a misspelt option and writes nothing',
  async (_, call) => {
    await expect(call(new Keystore({ basePath }))).rejects.toMatchObject({
      code: 'invalid_argument',
      argument: 'options.pasphrase',
    });
    expect(await readdir(basePath)).toEqual([]);
  },
);

test('error: refuses a misspelt field of the config', () => {
  expect(() => new Keystore({ basePth: basePath } as never)).toThrow(
    expect.objectContaining({ argument: 'config.basePth', hint: 'Did you mean `basePath`?' }),
  );
});
