import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Keystore } from '../Keystore.ts';
import { KeystoreError } from '../KeystoreError.ts';

const SECRET = 'mi_canary_5150';
const HOME = { endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_home' };
const WORK = { endpoint: 'https://m.work.example', apiKey: SECRET };
const OTHER = { endpoint: 'https://m.other.example', apiKey: 'mi_other' };

const broken: [what: string, profile: unknown][] = [
  ['no endpoint', { apiKey: SECRET }],
  ['an empty endpoint', { ...WORK, endpoint: '' }],
  ['an endpoint that is null', { ...WORK, endpoint: null }],
  ['an endpoint that is no URL', { ...WORK, endpoint: SECRET }],
  ['an endpoint of another kind', { ...WORK, endpoint: 'ftp://m.work.example' }],
  ['endpoints of a newer version', { ...WORK, endpoint: { url: 'https://m.work.example', region: ['eu'] } }],
  ['a dashboard that is no URL', { ...WORK, dashboardEndpoint: SECRET }],
  ['a key that is a number', { ...WORK, apiKey: 7 }],
  ['a key in a list', { ...WORK, apiKey: [SECRET] }],
  ['an e-mail address that is an object', { ...WORK, email: { at: SECRET } }],
  ['an office that is false', { ...WORK, defaultOffice: false }],
  ['a keychain of a newer version', { ...WORK, apiKeyIn: 'cloud', vault: { id: 7, deep: [{ a: null }] } }],
  ['a keychain without its entry', { ...WORK, apiKeyIn: 'keychain' }],
  ['an endpoint in the prototype', JSON.parse('{"__proto__": {"endpoint": "https://m.work.example"}}')],
];
/** Not profiles; possible in `profiles` only. */
const odd: [what: string, profile: unknown][] = [
  ['null', null],
  ['a number', 7],
  ['true', true],
  ['text', SECRET],
  ['a list', [WORK]],
];

let basePath: string;
let path: string;
let keystore: Keystore;
beforeEach(async () => {
  basePath = await mkdtemp(join(tmpdir(), 'profile-'));
  path = join(basePath, 'config.json');
  keystore = new Keystore({ basePath });
});
afterEach(() => rm(basePath, { recursive: true }));

const put = (content: unknown) => writeFile(path, JSON.stringify(content), { mode: 0o600 });
const onDisk = async () => JSON.parse(await readFile(path, 'utf8'));
const of = (profile: string) => new Keystore({ basePath, profile });

/** All methods that use a profile. */
const uses = (one: Keystore): (() => Promise<unknown>)[] => [
  () => one.loadConfig(),
  () => one.updateConfig(() => ({ endpoint: 'https://evil.example' })),
  () => one.updateProfile(() => ({ endpoint: 'https://evil.example' })),
];

test.each([...broken, ...odd])('error: a profile with %s breaks no other', async (_, profile) => {
  const content = {
    ...HOME,
    theme: { dark: [1] },
    profiles: { other: { ...OTHER, x: { y: 1 } }, work: profile },
  };
  await put(content);
  const text = await readFile(path, 'utf8');
  for (const use of [...uses(of('work')), () => keystore.switchProfile('work')]) {
    const error = await use().catch((failure: unknown) => failure);
    if (!(error instanceof KeystoreError)) throw new Error(`got ${JSON.stringify(error)}`);
    expect([error.code, error.path]).toEqual(['config_invalid', path]);
    expect(error.message).toContain('The profile work in');
    expect(error.hint).toContain('mi login --profile work');
    expect(`${error.stack}${error.hint}`).not.toContain(SECRET);
  }
  expect(await readFile(path, 'utf8')).toBe(text);

  expect(await keystore.loadConfig()).toEqual({ ...HOME, theme: content.theme });
  expect(await of('other').loadConfig()).toEqual(content.profiles.other);
  expect((await keystore.listProfiles()).map(({ name }) => name)).toEqual(['default', 'other']);
  expect(await keystore.listBrokenProfiles()).toEqual([{ name: 'work', problem: expect.any(String) }]);

  // Its content survives every change of the others.
  await keystore.updateConfig((config) => ({ ...HOME, ...config, email: 'me@example.com' }));
  await of('other').updateProfile((other) => ({ ...OTHER, ...other, defaultOffice: 'office-1' }));
  await of('third').saveConfig(HOME);
  await keystore.switchProfile('third');
  await keystore.switchProfile('default');
  expect(await keystore.deleteProfile('third')).toBe(true);
  expect(await onDisk()).toEqual({
    ...content,
    email: 'me@example.com',
    profiles: { work: profile, other: { ...OTHER, x: { y: 1 }, defaultOffice: 'office-1' } },
  });
});

test.each(broken)('error: a default profile with %s breaks no other', async (_, profile) => {
  const content = { ...(profile as object), theme: { dark: [1] }, profiles: { other: OTHER } };
  await put(content);
  // Without a known field, there is no default profile.
  const isThere = Object.keys(content).some((name) => /^(endpoint|apiKey)/.test(name));
  for (const use of isThere ? uses(keystore) : []) {
    await expect(use()).rejects.toMatchObject({ code: 'config_invalid', path });
  }
  expect(await of('other').loadConfig()).toEqual(OTHER);
  await of('other').updateConfig(() => ({ ...OTHER, email: 'me@example.com' }));
  const expected = { ...content, profiles: { other: { ...OTHER, email: 'me@example.com' } } };
  expect(await onDisk()).toEqual(JSON.parse(JSON.stringify(expected)));
});

test('behavior: saving replaces a broken profile, keeps a copy of the file and the other profiles', async () => {
  for (const [index, [, profile]] of [...broken, ...odd].entries()) {
    const content = { ...HOME, profiles: { work: profile, other: OTHER } };
    await put(content);
    await of('work').saveConfig(WORK);
    expect(await of('work').loadConfig()).toEqual(WORK);
    expect(await onDisk()).toEqual({ ...HOME, profiles: { work: WORK, other: OTHER } });
    expect(JSON.parse(await readFile(`${path}.corrupt-${index + 1}`, 'utf8'))).toEqual(content);
  }
});

test('behavior: deletes a broken profile, and switches away from it', async () => {
  await put({ ...HOME, profile: 'work', profiles: { work: 7, other: OTHER } });
  await expect(keystore.loadConfig()).rejects.toMatchObject({ code: 'config_invalid' });
  expect(await keystore.profile()).toBe('work');
  await keystore.switchProfile('other');
  expect(await keystore.loadConfig()).toEqual(OTHER);
  expect(await keystore.deleteProfile('work')).toBe(true);
  expect(await keystore.deleteProfile('work')).toBe(false);
  expect(await onDisk()).toEqual({ ...HOME, profile: 'other', profiles: { other: OTHER } });
});

test.each([[7], [null], [''], ['../x'], ['__proto__'], ['Work of a newer version'], [{ name: 'work' }]])(
  'error: keeps a current profile named %j and uses named ones',
  async (profile) => {
    const content = { ...HOME, profile, profiles: { other: OTHER } };
    await put(content);
    for (const use of [...uses(keystore), () => keystore.profile()]) {
      await expect(use()).rejects.toMatchObject({
        code: 'config_invalid',
        path,
        hint: expect.stringContaining('mi auth switch'),
      });
    }
    expect(await of('default').loadConfig()).toEqual(HOME);
    await of('other').updateConfig(() => ({ ...OTHER, email: 'me@example.com' }));
    expect(await onDisk()).toEqual({
      ...content,
      profiles: { other: { ...OTHER, email: 'me@example.com' } },
    });
    await keystore.switchProfile('other');
    expect(await keystore.profile()).toBe('other');
  },
);

test.each(['default', '__proto__', '', 'Work', 'a b', '../x', 'x'.repeat(64), 'ä'])(
  'behavior: does not take %j for a profile and keeps it',
  async (name) => {
    const text = `{"endpoint":"https://m.mitosislabs.ai","profiles":{${JSON.stringify(name)}:{"x":[1]}}}`;
    await writeFile(path, text, { mode: 0o600 });
    expect(await keystore.listBrokenProfiles()).toEqual([]);
    await keystore.updateConfig((config) => ({ ...HOME, ...config }));
    expect(JSON.stringify(await onDisk())).toBe(
      text.replace('","profiles', '","apiKey":"mi_home","profiles'),
    );
    await keystore.saveConfig({ endpoint: HOME.endpoint });
    expect(JSON.stringify(await onDisk())).toBe(text);
  },
);

test('behavior: keeps keychain leftovers listed by a newer version', async () => {
  const content = { ...HOME, keychainLeftovers: [{ store: 'cloud', id: 7 }, null] };
  await put(content);
  await keystore.updateConfig((config) => ({ ...HOME, ...config, email: 'me@example.com' }));
  expect(await onDisk()).toEqual({ ...content, email: 'me@example.com' });
  expect((await readdir(basePath)).filter((name) => name.includes('corrupt'))).toEqual([]);
});
