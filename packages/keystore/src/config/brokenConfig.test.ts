import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Keystore } from '../Keystore.ts';
import { KeystoreError } from '../KeystoreError.ts';

const { cases }: { cases: { name: string; b64: string }[] } = JSON.parse(
  await readFile(new URL('../../../../tests/vectors/json_parse.json', import.meta.url), 'utf8'),
);
const SECRET = 'mi_canary_5150';
const good = JSON.stringify({ endpoint: 'https://m.mitosislabs.ai', apiKey: SECRET });
const goodProfiles = JSON.stringify({
  endpoint: 'https://m.mitosislabs.ai',
  profile: 'work',
  profiles: { work: { endpoint: 'https://m.work.example', apiKey: SECRET } },
});
const broken: [what: string, content: string | Buffer][] = [
  ['empty', ''],
  ['white space', ' \n'],
  ['a byte order mark', `\ufeff${good}`],
  ['UTF-16', Buffer.from(good, 'utf16le')],
  [
    'bytes that are no UTF-8',
    Buffer.concat([Buffer.from(good.slice(0, -2)), Buffer.from([0xff, 0x22, 0x7d])]),
  ],
  ['more than a megabyte', good.padEnd(1024 * 1024 + 1)],
  [
    'lists in lists in lists',
    `{"endpoint": "https://m.mitosislabs.ai", "x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  ],
  ['a list', `[${good}]`],
  ['null', 'null'],
  ['text', `"${SECRET}"`],
  ...Array.from({ length: good.length - 1 }, (_, index): [string, string] => [
    `cut after ${index + 1}`,
    good.slice(0, index + 1),
  ]),
  ['no endpoint but profiles that are null', `{"apiKey": "${SECRET}", "profiles": null}`],
  ['profiles that are a list', `{"endpoint": "https://m.mitosislabs.ai", "profiles": ["${SECRET}"]}`],
  ['profiles that are text', `{"endpoint": "https://m.mitosislabs.ai", "profiles": "${SECRET}"}`],
  ['a byte order mark before profiles', `\ufeff${goodProfiles}`],
  ['profiles of more than a megabyte', goodProfiles.padEnd(1024 * 1024 + 1)],
  ...Array.from({ length: goodProfiles.length - 1 }, (_, index): [string, string] => [
    `profiles cut after ${index + 1}`,
    goodProfiles.slice(0, index + 1),
  ]),
  ...cases
    .map(({ name, b64 }): [string, Buffer] => [name, Buffer.from(b64, 'base64')])
    .filter(([, content]) => !isObject(content)),
];

/** Whether bytes are a JSON object: a config without a host, which is not broken. */
function isObject(content: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    return /^\s*\{/.test(text) && JSON.parse(text) !== null;
  } catch {
    return false;
  }
}

let basePath: string;
let keystore: Keystore;
beforeEach(async () => {
  basePath = await mkdtemp(join(tmpdir(), 'config-'));
  keystore = new Keystore({ basePath });
});
afterEach(() => rm(basePath, { recursive: true }));

test('error: throws a typed error with file and remedy for every broken config, and keeps the file', async () => {
  const path = join(basePath, 'config.json');
  await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
  for (const [what, content] of broken) {
    await writeFile(path, content);
    const error = await keystore.loadConfig().catch((failure: unknown) => failure);
    if (!(error instanceof KeystoreError)) throw new Error(`${what}: got ${JSON.stringify(error)}`);
    expect([error.code, error.path], what).toEqual(['config_invalid', path]);
    expect(error.message, what).toContain(path);
    expect(error.hint, what).toMatch(/mv -i |mi login --profile default/);
    expect(`${error.stack}${String(error.cause)}`, what).not.toContain(SECRET);
    expect((await readFile(path)).equals(Buffer.from(content)), what).toBe(true);
  }
});

test('behavior: saving keeps a copy of a broken config', async () => {
  const path = join(basePath, 'config.json');
  for (const [index, content] of ['{"endpoint": "htt', '', 'x'.repeat(2_000_000)].entries()) {
    await writeFile(path, content, { mode: 0o600 });
    await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
    expect(await keystore.loadConfig()).toEqual({ endpoint: 'https://m.mitosislabs.ai' });
    expect(await readFile(`${path}.corrupt-${index + 1}`, 'utf8')).toBe(content);
  }
  expect((await readdir(basePath)).filter((name) => name.startsWith('config.json'))).toHaveLength(4);
});

test('behavior: keeps up to 32 nested objects and refuses more', async () => {
  const path = join(basePath, 'config.json');
  const nested = (levels: number) =>
    `{"endpoint":"https://m.mitosislabs.ai","x":${'{"x":'.repeat(levels - 1)}1${'}'.repeat(levels)}`;
  await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
  await writeFile(path, nested(32));
  await keystore.updateConfig((config) => ({ endpoint: '', ...config, email: 'me@example.com' }));
  expect(JSON.parse(await readFile(path, 'utf8')).x).toEqual(JSON.parse(nested(32)).x);
  for (const levels of [33, 100_000]) {
    await writeFile(path, nested(levels));
    const update = keystore.updateConfig((config) => ({ endpoint: '', ...config, email: 'me@example.com' }));
    await expect(update).rejects.toMatchObject({ code: 'config_invalid', path });
    await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
    expect(await keystore.loadConfig()).toEqual({ endpoint: 'https://m.mitosislabs.ai' });
  }
});

test('error: leaves a broken file that cannot be copied', async () => {
  const path = join(basePath, 'config.json');
  await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
  await truncate(path, 64 * 1024 * 1024 + 1);
  const save = keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
  await expect(save).rejects.toMatchObject({ code: 'config_invalid', path });
  expect((await stat(path)).size).toBe(64 * 1024 * 1024 + 1);
  expect((await readdir(basePath)).sort()).toEqual(['config.json', 'keys', 'sessions']);
});

test('error: refuses every use of a broken config but saving', async () => {
  const path = join(basePath, 'config.json');
  await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
  const contents = ['', goodProfiles.slice(0, -1), '{"profiles": 7}'];
  const named = new Keystore({ basePath, profile: 'work' });
  for (const content of contents) {
    await writeFile(path, content);
    const uses = [
      () => keystore.profile(),
      () => keystore.loadConfig(),
      () => named.loadConfig(),
      () => keystore.listProfiles(),
      () => keystore.updateConfig(() => ({ endpoint: 'https://evil.example' })),
      () => named.updateConfig(() => undefined),
      () => keystore.switchProfile('work'),
      () => keystore.deleteProfile('work'),
    ];
    for (const use of uses) await expect(use()).rejects.toMatchObject({ code: 'config_invalid', path });
    expect(await readFile(path, 'utf8')).toBe(content);
  }
  expect((await readdir(basePath)).sort()).toEqual(['config.json', 'keys', 'sessions']);
});

test('error: refuses a readable config with the command that restricts it', async () => {
  const path = join(basePath, 'config.json');
  const work = { endpoint: 'https://m.work.example', apiKey: SECRET };
  await keystore.saveConfig(work);
  for (const mode of [0o644, 0o640, 0o620, 0o604, 0o601]) {
    await chmod(path, mode);
    for (const use of [
      () => keystore.loadConfig(),
      () => keystore.listProfiles(),
      () => keystore.saveConfig(work),
    ]) {
      await expect(use()).rejects.toMatchObject({ code: 'unsafe_file', path, hint: `chmod 600 ${path}` });
    }
  }
  await chmod(path, 0o600);
  expect(await keystore.loadConfig()).toEqual(work);
});

test('behavior: keeps names of the prototype as data', async () => {
  const path = join(basePath, 'config.json');
  const polluted = '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}';
  const content = `{"endpoint":"https://m.mitosislabs.ai","profiles":{"work":{"endpoint":"https://m.work.example",${polluted}}},${polluted}}`;
  await writeFile(path, content, { mode: 0o600 });
  const named = new Keystore({ basePath, profile: 'work' });
  for (const [one, endpoint] of [
    [keystore, 'https://m.mitosislabs.ai'],
    [named, 'https://m.work.example'],
  ] as const) {
    const config = await one.loadConfig();
    expect(config).toEqual({ endpoint, constructor: { prototype: { polluted: 1 } } });
    expect(Reflect.getPrototypeOf(config)).toBe(Object.prototype);
    await one.saveConfig({ endpoint });
    expect(JSON.stringify(JSON.parse(await readFile(path, 'utf8')))).toBe(content);
  }
  expect(await new Keystore({ basePath, profile: 'constructor' }).loadConfig()).toEqual({});
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
