import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Keystore, KeystoreError, type Profile } from '../index.ts';

const HOME = { endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_home', email: 'me@example.com' };
const WORK = { endpoint: 'https://m.work.example', apiKey: 'mi_work', defaultOffice: 'office-7' };

let basePath: string;
let path: string;
let keystore: Keystore;
let work: Keystore;
beforeEach(async () => {
  basePath = join(await mkdtemp(join(tmpdir(), 'profiles-')), '.os1');
  path = join(basePath, 'config.json');
  keystore = new Keystore({ basePath });
  work = new Keystore({ basePath, profile: 'work' });
});
afterEach(() => rm(join(basePath, '..'), { recursive: true }));

const onDisk = async (): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

async function put(content: unknown): Promise<void> {
  await mkdir(basePath, { recursive: true, mode: 0o700 });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(path, text, { mode: 0o600 });
}

async function failure(promise: Promise<unknown>): Promise<KeystoreError> {
  const error = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof KeystoreError)) throw new Error(`expected a KeystoreError, got ${String(error)}`);
  return error;
}

describe('one account', () => {
  test('default: keeps the earlier file format', async () => {
    await keystore.saveConfig(HOME);
    expect(await readFile(path, 'utf8')).toBe(`${JSON.stringify(HOME, null, 2)}\n`);
    expect(await keystore.profile()).toBe('default');
    const { apiKey: _, ...shown } = HOME;
    expect(await keystore.listProfiles()).toEqual([
      { name: 'default', isCurrent: true, ...shown, apiKeyIn: 'file' },
    ]);
  });

  test('behavior: reads a file of an older version and changes only the given field', async () => {
    const old = { ...HOME, theme: 'dark', nested: { a: [1, null] } };
    await put(old);
    expect(await keystore.loadConfig()).toEqual(old);
    await keystore.saveConfig({ ...HOME, defaultOffice: 'office-1' });
    const { theme, nested } = old;
    const text = JSON.stringify({ ...HOME, defaultOffice: 'office-1', theme, nested }, null, 2);
    expect(await readFile(path, 'utf8')).toBe(`${text}\n`);
  });

  test('behavior: changes a profile without reading its key', async () => {
    await keystore.updateProfile((profile) => {
      expect(profile).toBeUndefined();
      return { endpoint: HOME.endpoint };
    });
    expect(await onDisk()).toEqual({ endpoint: HOME.endpoint });
    await put({ ...HOME, theme: 'dark' });
    await keystore.updateProfile((profile) => {
      expect(profile).toEqual({
        name: 'default',
        isCurrent: true,
        endpoint: HOME.endpoint,
        email: HOME.email,
        apiKeyIn: 'file',
      });
      return profile && { ...profile, defaultOffice: 'office-1' };
    });
    expect(await onDisk()).toEqual({ ...HOME, defaultOffice: 'office-1', theme: 'dark' });
    await keystore.updateProfile((profile) => profile && { endpoint: profile.endpoint });
    expect(await onDisk()).toEqual({ endpoint: HOME.endpoint, theme: 'dark' });
    await expect(keystore.updateProfile(() => ({ endpoint: 'nowhere' }))).rejects.toThrow(
      InvalidArgumentError,
    );
    expect(await onDisk()).toEqual({ endpoint: HOME.endpoint, theme: 'dark' });
  });

  test('behavior: saves a config only over the expected one, including the key', async () => {
    await keystore.saveConfig(HOME, { replaces: null });
    const [before] = await keystore.listProfiles();
    if (!before) throw new Error('it was not saved');
    const save = (replaces: Profile | null) =>
      keystore.saveConfig({ ...HOME, email: 'new@x.y' }, { replaces });
    const changes: (() => Promise<unknown>)[] = [
      () => keystore.saveConfig({ ...HOME, apiKey: 'mi_another' }),
      () => keystore.updateProfile((profile) => profile && { ...profile, defaultOffice: 'office-2' }),
      () => keystore.deleteProfile('default'),
    ];
    for (const change of changes) {
      await keystore.saveConfig(HOME);
      await change();
      const there = await keystore.loadConfig();
      expect((await failure(save(before))).code).toBe('profile_changed');
      expect(await keystore.loadConfig()).toEqual(there);
    }
    await keystore.saveConfig(HOME);
    expect((await failure(save(null))).code).toBe('profile_changed');
    await work.saveConfig({ endpoint: 'https://m.work.example' });
    await save(before);
    expect(await onDisk()).toMatchObject({ ...HOME, email: 'new@x.y' });
    const [, other] = await keystore.listProfiles();
    for (const wrong of [{ ...before }, other as Profile]) {
      await expect(save(wrong)).rejects.toThrow(InvalidArgumentError);
    }
  });

  test('behavior: returns no profile before the first sign-in and writes nothing', async () => {
    expect(await keystore.profile()).toBe('default');
    expect(await work.profile()).toBe('work');
    expect(await keystore.listProfiles()).toEqual([]);
    expect(await work.loadConfig()).toEqual({});
    expect(await keystore.deleteProfile('work')).toBe(false);
    expect(await keystore.updateConfig((config) => config)).toBeUndefined();
    await expect(stat(basePath)).rejects.toThrow('ENOENT');
  });
});

describe('several', () => {
  test('default: keep separate configs, one of them current', async () => {
    await keystore.saveConfig(HOME);
    await work.saveConfig(WORK);
    expect(await onDisk()).toEqual({ ...HOME, profiles: { work: WORK } });
    expect([await keystore.loadConfig(), await work.loadConfig()]).toEqual([HOME, WORK]);
    await keystore.switchProfile('work');
    expect(await onDisk()).toEqual({ ...HOME, profile: 'work', profiles: { work: WORK } });
    expect([await keystore.profile(), await keystore.loadConfig()]).toEqual(['work', WORK]);
    expect((await keystore.listProfiles()).map(({ name, isCurrent }) => [name, isCurrent])).toEqual([
      ['default', false],
      ['work', true],
    ]);
    expect(await new Keystore({ basePath, profile: 'default' }).loadConfig()).toEqual(HOME);
  });

  test('behavior: saves to the current profile', async () => {
    await keystore.saveConfig(HOME);
    await work.saveConfig(WORK);
    await keystore.switchProfile('work');
    await keystore.saveConfig({ ...WORK, email: 'me@work.example' });
    await keystore.switchProfile('default');
    expect(await keystore.loadConfig()).toEqual(HOME);
    expect(await work.loadConfig()).toEqual({ ...WORK, email: 'me@work.example' });
  });

  test('behavior: need no default profile', async () => {
    await work.saveConfig(WORK);
    expect(await onDisk()).toEqual({ profiles: { work: WORK } });
    expect(await keystore.loadConfig()).toEqual({});
    await keystore.saveConfig(HOME);
    expect(await work.loadConfig()).toEqual(WORK);
  });

  test('behavior: are listed by name, without keys', async () => {
    for (const name of ['zoo', 'a.b-c_d', '7']) {
      await new Keystore({ basePath, profile: name }).saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
    }
    await keystore.saveConfig(HOME);
    const profiles = await keystore.listProfiles();
    expect(profiles.map(({ name }) => name)).toEqual(['default', '7', 'a.b-c_d', 'zoo']);
    expect(profiles[1]).toEqual({ name: '7', isCurrent: false, endpoint: 'https://m.mitosislabs.ai' });
    expect(JSON.stringify(profiles)).not.toContain('mi_home');
  });

  test('behavior: deletes one profile; after the current one, default is current', async () => {
    await keystore.saveConfig(HOME);
    await work.saveConfig(WORK);
    await keystore.switchProfile('work');
    expect(await keystore.deleteProfile('work')).toBe(true);
    expect(await keystore.deleteProfile('work')).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(`${JSON.stringify(HOME, null, 2)}\n`);
    expect(await keystore.loadConfig()).toEqual(HOME);
    expect(await keystore.deleteProfile('default')).toBe(true);
    expect(await keystore.loadConfig()).toEqual({});
    expect(await readFile(path, 'utf8')).not.toContain('mi_');
    await keystore.saveConfig(HOME);
    expect(await keystore.loadConfig()).toEqual(HOME);
  });

  test('behavior: keeps unknown fields at both levels', async () => {
    await put({
      ...HOME,
      theme: 'dark',
      profiles: { work: { ...WORK, color: 'red' }, other: { ...WORK, x: 1 } },
    });
    await work.saveConfig(HOME);
    await keystore.switchProfile('work');
    await keystore.deleteProfile('other');
    await keystore.updateConfig((config) => config && { ...config, defaultOffice: 'office-8' });
    expect(await onDisk()).toEqual({
      ...HOME,
      theme: 'dark',
      profile: 'work',
      profiles: { work: { ...HOME, color: 'red', defaultOffice: 'office-8' } },
    });
    await keystore.deleteProfile('work');
    await keystore.deleteProfile('default');
    expect(await onDisk()).toEqual({ theme: 'dark' });
  });

  test('behavior: accepts names of the prototype', async () => {
    for (const name of ['constructor', 'valueof', 'tostring']) {
      const one = new Keystore({ basePath, profile: name });
      expect(await one.loadConfig()).toEqual({});
      await one.saveConfig({ ...WORK, email: `${name}@example.com` });
      expect((await one.loadConfig()).email).toBe(`${name}@example.com`);
    }
    expect(await keystore.listProfiles()).toHaveLength(3);
  });

  test('error: refuses to switch to an unknown profile and names the others', async () => {
    await keystore.saveConfig(HOME);
    await work.saveConfig(WORK);
    const error = await failure(keystore.switchProfile('wrok'));
    expect([error.code, error.path]).toEqual(['profile_unknown', path]);
    expect(error.message).toContain('wrok');
    expect(error.hint).toMatch(/default, work.*mi auth switch/);
    expect(await keystore.profile()).toBe('default');
  });

  test('error: never replaces a missing current profile with another', async () => {
    await put({ ...HOME, profile: 'gone', profiles: { work: WORK } });
    const uses = [
      () => keystore.loadConfig(),
      () => keystore.profile(),
      () => keystore.saveConfig(HOME),
      () => keystore.updateConfig(() => HOME),
    ];
    for (const use of uses) expect((await failure(use())).code).toBe('profile_unknown');
    expect(await work.loadConfig()).toEqual(WORK);
    expect((await keystore.listProfiles()).filter(({ isCurrent }) => isCurrent)).toEqual([]);
    await keystore.switchProfile('work');
    expect(await keystore.loadConfig()).toEqual(WORK);
  });

  test.each([
    '',
    '.',
    '-a',
    'A',
    'a b',
    'a/b',
    '__proto__',
    'ä',
    'a\n',
    'x'.repeat(64),
    7 as never,
    null as never,
  ])('error: refuses the profile name %j', async (name) => {
    expect(() => new Keystore({ basePath, profile: name })).toThrow(InvalidArgumentError);
    await expect(keystore.switchProfile(name)).rejects.toThrow(InvalidArgumentError);
    await expect(keystore.deleteProfile(name)).rejects.toThrow(InvalidArgumentError);
  });
});

describe('updateConfig', () => {
  test('default: changes the stored config', async () => {
    await keystore.saveConfig(HOME);
    const changed = await keystore.updateConfig(
      (config) => config && { ...config, defaultOffice: 'office-2' },
    );
    expect(changed).toEqual({ ...HOME, defaultOffice: 'office-2' });
    expect(await keystore.loadConfig()).toEqual(changed);
  });

  test('behavior: accepts the changed argument as the result', async () => {
    await keystore.saveConfig(HOME);
    await keystore.updateConfig((config) => config && Object.assign(config, { email: 'you@example.com' }));
    expect((await keystore.loadConfig())?.email).toBe('you@example.com');
  });

  test('behavior: creates a profile, and removes it for undefined', async () => {
    expect(await work.updateConfig((config) => config ?? WORK)).toEqual(WORK);
    expect(await work.loadConfig()).toEqual(WORK);
    expect(await work.updateConfig(() => undefined)).toBeUndefined();
    expect(await work.listProfiles()).toEqual([]);
  });

  test('error: writes nothing unreadable, and rethrows errors', async () => {
    await keystore.saveConfig(HOME);
    const wrong = [
      { endpoint: '' },
      { endpoint: 'ftp://x' },
      { ...HOME, apiKey: 7 },
      7,
      null,
      'x',
    ] as never[];
    for (const config of wrong) {
      await expect(keystore.updateConfig(() => config)).rejects.toThrow(InvalidArgumentError);
    }
    const large = { ...HOME, email: 'x'.repeat(1024 * 1024) };
    await expect(keystore.updateConfig(() => large)).rejects.toThrow(InvalidArgumentError);
    await expect(keystore.saveConfig(large)).rejects.toThrow(InvalidArgumentError);
    const fails = keystore.updateConfig(() => {
      throw new RangeError('mine');
    });
    await expect(fails).rejects.toThrow(RangeError);
    expect(await keystore.loadConfig()).toEqual(HOME);
    expect((await readdir(basePath)).sort()).toEqual(['config.json', 'keys', 'sessions']);
  });
});
