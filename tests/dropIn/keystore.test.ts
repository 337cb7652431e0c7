import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { generateKeyPair, Keystore, publicKeyFromPrivate } from '@mitosislabs/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../e2e/mi.ts';
import { root } from '../e2e/snippets.ts';
import { setUp } from './setUp.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const pair = generateKeyPair();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-keystore-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const keystore = (): Keystore => new Keystore({ basePath: join(folder, 'keystore') });

test('new Keystore({ basePath }) with the folder of keys', async () => {
  const basePath = join(folder, 'only-keys');
  await mkdir(join(basePath, 'o1'), { recursive: true, mode: 0o700 });
  await writeFile(join(basePath, 'o1/aria.key'), pair.privateKey, { mode: 0o600 });
  const there = new Keystore({ basePath });
  expect(await there.listAgentKeys('o1')).toEqual(['aria']);
  expect(await there.getPublicKey('o1', 'aria')).toBe(pair.publicKey);
  expect(Buffer.from(await there.loadAgentKey('o1', 'aria'))).toEqual(Buffer.from(pair.privateKey));
});

test('storeAgentKey(officeId, agentName, privateKey)', async () => {
  expect(await keystore().storeAgentKey('o1', 'stored', pair.privateKey)).toBe(undefined);
  const file = join(folder, 'keystore/keys/o1/stored.key');
  expect(await readFile(file)).toEqual(Buffer.from(pair.privateKey));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('loadAgentKey(officeId, agentName)', async () => {
  await keystore().storeAgentKey('o1', 'loaded', pair.privateKey);
  expect(new Uint8Array(await keystore().loadAgentKey('o1', 'loaded'))).toEqual(pair.privateKey);
  await expect(keystore().loadAgentKey('o1', 'stranger')).rejects.toBeInstanceOf(Error);
});

test('hasAgentKey(officeId, agentName)', async () => {
  await keystore().storeAgentKey('o1', 'there', pair.privateKey);
  expect(await keystore().hasAgentKey('o1', 'there')).toBe(true);
  expect(await keystore().hasAgentKey('o1', 'stranger')).toBe(false);
});

test('deleteAgentKey(officeId, agentName)', async () => {
  await keystore().storeAgentKey('o1', 'gone', pair.privateKey);
  await keystore().deleteAgentKey('o1', 'gone');
  expect(await keystore().hasAgentKey('o1', 'gone')).toBe(false);
});

test('generateAndStore(officeId, agentName)', async () => {
  const made = await keystore().generateAndStore('o1', 'made');
  expect(publicKeyFromPrivate(made.privateKey)).toBe(made.publicKey);
  expect(new Uint8Array(await keystore().loadAgentKey('o1', 'made'))).toEqual(made.privateKey);
});

test('getPublicKey(officeId, agentName) and listAgentKeys(officeId)', async () => {
  await keystore().storeAgentKey('o2', 'aria', pair.privateKey);
  expect(await keystore().getPublicKey('o2', 'aria')).toBe(pair.publicKey);
  expect(await keystore().listAgentKeys('o2')).toEqual(['aria']);
  expect(await keystore().listAgentKeys('o3')).toEqual([]);
});

test('storeJWTSecret(secret) and loadJWTSecret()', async () => {
  await expect(keystore().loadJWTSecret()).rejects.toBeInstanceOf(Error);
  await keystore().storeJWTSecret(SECRET);
  expect(await keystore().loadJWTSecret()).toBe(SECRET);
  expect((await readFile(join(folder, 'keystore/keys/jwt.key'), 'utf8')).trim()).toBe(SECRET);
});

test('storeConfig(config) and loadConfig()', async () => {
  const there = new Keystore({ basePath: join(folder, 'config') });
  expect(await there.loadConfig()).toEqual({});
  await there.storeConfig({ endpoint: 'https://m.mitosislabs.ai', team: { size: 3 } });
  expect(await there.loadConfig()).toEqual({ endpoint: 'https://m.mitosislabs.ai', team: { size: 3 } });
});

test('the folder that `mi init` leaves', async () => {
  await using emulator = await startEmulator({ readyAfterMs: 50 });
  await using other = await setUp(emulator);
  const os1 = join(other.path, '.os1');
  await writeFile(join(os1, 'config.json'), JSON.stringify({ endpoint: emulator.endpoint }));
  await run('chmod', ['644', join(os1, 'config.json')], { home: other.path });
  await writeFile(join(os1, 'keys/jwt.key'), emulator.jwtSecret, { mode: 0o600 });
  const script = `import { MitosisClient } from '@mitosislabs/sdk';
    console.log((await (await MitosisClient.fromConfig()).offices.get('${other.office}')).name);`;
  const ended = await run(process.execPath, ['--input-type=module', '-e', script], {
    home: other.path,
    cwd: join(root, 'tests'),
  });
  expect(ended).toMatchObject({ code: 0, stdout: 'acme\n' });
});
