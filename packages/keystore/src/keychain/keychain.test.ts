import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing } from '@mitosislabs/tooling/programs';
import { SecretService } from '@mitosislabs/tooling/SecretService';
import { findCredentials } from '@napi-rs/keyring';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Keystore, KeystoreError } from '../index.ts';

// Each use of the keychain starts a process.
vi.setConfig({ testTimeout: 120_000 });

const HOME = { endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_home_5150', email: 'me@example.com' };
const WORK = { endpoint: 'https://m.work.example', apiKey: 'mi_work_5150' };

let service: SecretService;
beforeAll(async () => {
  service = await SecretService.start();
});
afterAll(() => service?.close());

let basePath: string;
let path: string;
let keystore: Keystore;
let work: Keystore;
beforeEach(async () => {
  basePath = join(await mkdtemp(join(tmpdir(), 'keychain-')), '.os1');
  path = join(basePath, 'config.json');
  keystore = new Keystore({ basePath });
  work = new Keystore({ basePath, profile: 'work' });
});
afterEach(async () => {
  for (const { name } of await keystore.listProfiles()) await keystore.deleteProfile(name);
  expect(keys()).toEqual([]);
  await rm(join(basePath, '..'), { recursive: true });
});

/** The keys in the keychain. */
function keys(): string[] {
  return findCredentials('ai.mitosislabs.mi').map(({ password }) => password);
}

async function edit(change: (config: Record<string, unknown>) => void): Promise<void> {
  const config = JSON.parse(await readFile(path, 'utf8'));
  change(config);
  await writeFile(path, JSON.stringify(config));
}

async function failure(promise: Promise<unknown>): Promise<KeystoreError> {
  const error = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof KeystoreError)) throw new Error(`expected a KeystoreError, got ${String(error)}`);
  expect(`${error.stack}${error.hint}${String(error.cause)}`).not.toContain('5150');
  return error;
}

describe.skipIf(isMissing('keychain'))('with a keychain', () => {
  test('default: stores the key in the keychain, not in the file', async () => {
    // It has three seconds to answer, which a machine that is busy may not give it.
    await expect.poll(() => keystore.hasKeychain()).toBe(true);
    expect(keys()).toEqual([]);
    await keystore.saveConfig(HOME, { apiKeyIn: 'keychain' });
    expect(await readFile(path, 'utf8')).not.toContain('5150');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      endpoint: HOME.endpoint,
      apiKeyIn: 'keychain',
      apiKeyEntry: expect.stringMatching(/^[0-9a-f]{16}$/),
      email: HOME.email,
    });
    expect(await new Keystore({ basePath }).loadConfig()).toEqual(HOME);
    expect((await keystore.listProfiles())[0]).toEqual({
      name: 'default',
      isCurrent: true,
      endpoint: HOME.endpoint,
      email: HOME.email,
      apiKeyIn: 'keychain',
    });
  });

  test('behavior: works when processes start slowly', async () => {
    // Node reads this file when it starts. It is a pipe, so Node waits until the test writes to it.
    const pipe = join(basePath, '..', 'openssl.cnf');
    execFileSync('mkfifo', [pipe]);
    process.env['OPENSSL_CONF'] = pipe;
    const answer = keystore.hasKeychain();
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    delete process.env['OPENSSL_CONF'];
    await writeFile(pipe, '');
    expect(await answer).toBe(true);
  });

  test('behavior: replaces a key in its place', async () => {
    await keystore.saveConfig(HOME, { apiKeyIn: 'keychain' });
    await keystore.saveConfig({ ...HOME, apiKey: 'mi_new' });
    expect(keys()).toEqual(['mi_new']);
    expect((await keystore.loadConfig())?.apiKey).toBe('mi_new');
    await work.saveConfig(WORK);
    expect(keys()).toEqual(['mi_new']);
    expect(await readFile(path, 'utf8')).toContain(WORK.apiKey);
  });

  test('behavior: keeps an entry for each profile', async () => {
    await keystore.saveConfig(HOME, { apiKeyIn: 'keychain' });
    await work.saveConfig(WORK, { apiKeyIn: 'keychain' });
    expect(keys().sort()).toEqual([HOME.apiKey, WORK.apiKey]);
    expect([await keystore.loadConfig(), await work.loadConfig()]).toEqual([HOME, WORK]);
    expect(await keystore.deleteProfile('work')).toBe(true);
    expect(keys()).toEqual([HOME.apiKey]);
  });

  test('behavior: moves a key between file and keychain', async () => {
    await keystore.saveConfig(HOME);
    await keystore.saveConfig(HOME, { apiKeyIn: 'keychain' });
    expect([keys(), (await readFile(path, 'utf8')).includes('5150')]).toEqual([[HOME.apiKey], false]);
    await keystore.saveConfig(HOME, { apiKeyIn: 'file' });
    expect([keys(), await readFile(path, 'utf8')]).toEqual([[], `${JSON.stringify(HOME, null, 2)}\n`]);
    expect(await keystore.loadConfig()).toEqual(HOME);
  });

  test('behavior: updateConfig keeps the key, moves it with its host, or deletes it', async () => {
    await keystore.saveConfig(HOME, { apiKeyIn: 'keychain' });
    const { apiKeyEntry } = JSON.parse(await readFile(path, 'utf8'));
    await keystore.updateConfig((config) => config && { ...config, defaultOffice: 'office-1' });
    expect(JSON.parse(await readFile(path, 'utf8')).apiKeyEntry).toBe(apiKeyEntry);
    const moved = { ...HOME, endpoint: 'https://elsewhere.example', defaultOffice: 'office-1' };
    expect(
      await keystore.updateConfig((config) => config && { ...config, endpoint: moved.endpoint }),
    ).toEqual(moved);
    expect([await keystore.loadConfig(), keys()]).toEqual([moved, [HOME.apiKey]]);
    await keystore.updateConfig((config) => config && { ...config, apiKey: undefined });
    expect([(await keystore.loadConfig())?.apiKey, keys()]).toEqual([undefined, []]);
  });

  test('behavior: updateProfile does not read the key, moves it with its host, or deletes it', async () => {
    await keystore.saveConfig(HOME, { apiKeyIn: 'keychain' });
    const { apiKeyEntry } = JSON.parse(await readFile(path, 'utf8'));
    await keystore.updateProfile((profile) => {
      expect(JSON.stringify(profile)).not.toContain('5150');
      return profile && { ...profile, defaultOffice: 'office-1' };
    });
    expect(JSON.parse(await readFile(path, 'utf8')).apiKeyEntry).toBe(apiKeyEntry);
    const moved = { ...HOME, endpoint: 'https://elsewhere.example', defaultOffice: 'office-1' };
    await keystore.updateProfile((profile) => profile && { ...profile, endpoint: moved.endpoint });
    expect([await keystore.loadConfig(), keys()]).toEqual([moved, [HOME.apiKey]]);
    await keystore.updateProfile(
      (profile) => profile && { endpoint: profile.endpoint, defaultOffice: 'office-2' },
    );
    expect([await keystore.loadConfig(), keys()]).toEqual([
      { endpoint: moved.endpoint, defaultOffice: 'office-2' },
      [],
    ]);
  });

  test('behavior: reads again a key that is replaced meanwhile', async () => {
    await keystore.saveConfig({ ...HOME, apiKey: 'mi_0' }, { apiKeyIn: 'keychain' });
    let isOver = false;
    const seen = new Set<string | undefined>();
    const read = async () => {
      while (!isOver) seen.add((await new Keystore({ basePath }).loadConfig())?.apiKey);
    };
    const write = async () => {
      // As long as it takes until some were read, however the two are scheduled.
      for (let number = 1; !isOver && (number < 8 || seen.size < 3); number++) {
        await keystore.saveConfig({ ...HOME, apiKey: `mi_${number}` }, { apiKeyIn: 'keychain' });
      }
    };
    const over = () => {
      isOver = true;
    };
    await Promise.all([read().finally(over), write().finally(over)]);
    expect(seen).not.toContain(undefined);
  });

  test('behavior: accepts a key that an older version put into the file', async () => {
    await keystore.saveConfig(HOME, { apiKeyIn: 'keychain' });
    await edit((config) => Object.assign(config, { apiKey: 'mi_older' }));
    expect((await keystore.loadConfig())?.apiKey).toBe('mi_older');
    expect((await keystore.listProfiles())[0]?.apiKeyIn).toBe('file');
    await keystore.updateConfig((config) => config && { ...config, email: 'you@example.com' });
    expect(keys()).toEqual([]);
    expect((await keystore.loadConfig())?.apiKey).toBe('mi_older');
  });

  test('error: does not reveal the key after an edit of the host or a copy of the file', async () => {
    await keystore.saveConfig({ ...HOME, dashboardEndpoint: 'https://d.example' }, { apiKeyIn: 'keychain' });
    const original = await readFile(path, 'utf8');
    const edits: ((config: Record<string, unknown>) => void)[] = [
      (config) => Object.assign(config, { endpoint: 'https://evil.example' }),
      (config) => Object.assign(config, { endpoint: 'http://m.mitosislabs.ai' }),
      (config) => Object.assign(config, { dashboardEndpoint: 'https://evil.example' }),
      (config) => delete config['dashboardEndpoint'],
      (config) => Object.assign(config, { apiKeyEntry: '0123456789abcdef' }),
    ];
    for (const change of edits) {
      await edit(change);
      const error = await failure(keystore.loadConfig());
      expect([error.code, error.path]).toEqual(['keychain_failed', path]);
      expect(error.hint).toContain('mi login --profile default');
      await writeFile(path, original);
    }
    await edit((config) => Object.assign(config, { endpoint: 'https://m.mitosislabs.ai/path' }));
    expect((await keystore.loadConfig())?.apiKey).toBe(HOME.apiKey);
    const copy = join(basePath, '..', 'copy');
    await cp(basePath, copy, { recursive: true });
    expect((await failure(new Keystore({ basePath: copy }).loadConfig())).code).toBe('keychain_failed');
  });

  test.each([
    [{ apiKeyIn: 'keychain' }],
    [{ apiKeyIn: 'cloud', apiKeyEntry: '0123456789abcdef' }],
    [{ apiKeyIn: 'keychain', apiKeyEntry: '../../etc' }],
    [{ apiKeyIn: ['keychain'], apiKeyEntry: '0123456789abcdef' }],
    [{ apiKeyEntry: '0123456789abcdef' }],
    [{ keychainLeftovers: 'all' }],
    [{ keychainLeftovers: {} }],
  ])('error: refuses %j as a broken config', async (fields) => {
    await keystore.saveConfig(HOME);
    const original = await readFile(path, 'utf8');
    await edit((config) => Object.assign(config, fields));
    expect((await failure(keystore.loadConfig())).code).toBe('config_invalid');
    await writeFile(path, original);
  });

  test("behavior: keeps an entry of a later version's kind", async () => {
    await keystore.saveConfig(HOME);
    await edit((config) => Object.assign(config, { keychainLeftovers: [7] }));
    await keystore.updateConfig((config) => config && { ...config, email: 'you@example.com' });
    expect(JSON.parse(await readFile(path, 'utf8')).keychainLeftovers).toEqual([7]);
  });
});

describe.skipIf(isMissing('keychain'))('without a keychain', () => {
  afterEach(() => service.unlocked());

  test.each(['locked', 'absent'] as const)('error: stores and loses nothing: %s', async (state) => {
    await keystore.saveConfig(HOME, { apiKeyIn: 'keychain' });
    await work.saveConfig(WORK);
    const before = await readFile(path, 'utf8');
    await service[state]();
    expect(await keystore.hasKeychain()).toBe(false);
    const read = await failure(keystore.loadConfig());
    expect([read.code, read.hint]).toEqual([
      'keychain_failed',
      expect.stringMatching(/Unlock the keychain.*mi login/),
    ]);
    // Calls that need no key work.
    expect(await keystore.listProfiles()).toHaveLength(2);
    expect(await work.loadConfig()).toEqual(WORK);
    const stored = await failure(work.saveConfig({ ...WORK, apiKey: 'mi_new' }, { apiKeyIn: 'keychain' }));
    expect(stored.code).toBe('keychain_failed');
    expect(await work.loadConfig()).toEqual(WORK);
    await service.unlocked();
    expect(await keystore.loadConfig()).toEqual(HOME);
    expect(keys()).toEqual([HOME.apiKey]);
    await keystore.switchProfile('work');
    await keystore.switchProfile('default');
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  test('behavior: signs in again with the key in the file while it is locked', async () => {
    await keystore.saveConfig(HOME, { apiKeyIn: 'keychain' });
    await service.locked();
    await keystore.saveConfig({ ...HOME, apiKey: 'mi_again' }, { apiKeyIn: 'file' });
    expect((await keystore.loadConfig())?.apiKey).toBe('mi_again');
    await service.unlocked();
    expect(keys()).toEqual([HOME.apiKey]);
    await keystore.updateConfig((config) => config && { ...config, email: 'you@example.com' });
    expect(keys()).toEqual([]);
  });

  test('behavior: changes a profile while it is locked and keeps the key', async () => {
    await keystore.saveConfig(HOME, { apiKeyIn: 'keychain' });
    await service.locked();
    await keystore.updateProfile((profile) => profile && { ...profile, defaultOffice: 'office-1' });
    await service.unlocked();
    expect(await keystore.loadConfig()).toEqual({ ...HOME, defaultOffice: 'office-1' });
  });

  test('error: reports a remaining key of a deleted profile and deletes it with the next change', async () => {
    await keystore.saveConfig(HOME, { apiKeyIn: 'keychain' });
    await service.locked();
    expect((await failure(keystore.deleteProfile('default'))).code).toBe('keychain_failed');
    expect(await keystore.listProfiles()).toEqual([]);
    await service.unlocked();
    expect(keys()).toEqual([HOME.apiKey]);
    expect(await keystore.deleteProfile('default')).toBe(false);
    expect(keys()).toEqual([]);
  });

  test('behavior: treats a bus that does not respond as no keychain', async () => {
    const socket = join(basePath, '..', 'bus');
    let asked = 0;
    const server = createServer(() => {
      asked++;
    }).listen(socket);
    await once(server, 'listening');
    const before = process.env['DBUS_SESSION_BUS_ADDRESS'];
    process.env['DBUS_SESSION_BUS_ADDRESS'] = `unix:path=${socket}`;
    expect(await keystore.hasKeychain()).toBe(false);
    // The process that asks has three seconds. It may end before it connects.
    expect(asked).toBeLessThanOrEqual(1);
    // Nor is it asked for one entry after the other, while others wait for the config.
    await keystore.saveConfig({ endpoint: HOME.endpoint });
    await edit((config) => Object.assign(config, { keychainLeftovers: ['a', 'b', 'c'] }));
    await keystore.saveConfig({ endpoint: HOME.endpoint, defaultOffice: 'office-1' });
    expect(asked).toBeLessThanOrEqual(2);
    expect(JSON.parse(await readFile(path, 'utf8')).keychainLeftovers).toEqual(['a', 'b', 'c']);
    process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nowhere';
    expect(await keystore.hasKeychain()).toBe(false);
    process.env['DBUS_SESSION_BUS_ADDRESS'] = before;
    server.close();
  });
});
