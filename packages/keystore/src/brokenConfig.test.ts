import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Keystore } from './Keystore.ts';
import { KeystoreError } from './KeystoreError.ts';

const { cases }: { cases: { name: string; b64: string }[] } = JSON.parse(
  await readFile(new URL('../../../tests/vectors/json_parse.json', import.meta.url), 'utf8'),
);
const SECRET = 'mi_canary_5150';
const good = JSON.stringify({ endpoint: 'https://m.mitosislabs.ai', apiKey: SECRET });
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
  ['a list', `[${good}]`],
  ['null', 'null'],
  ['text', `"${SECRET}"`],
  ['no endpoint', JSON.stringify({ apiKey: SECRET })],
  ['an empty endpoint', JSON.stringify({ endpoint: '', apiKey: SECRET })],
  ['an endpoint that is null', JSON.stringify({ endpoint: null, apiKey: SECRET })],
  ['an endpoint that is no URL', JSON.stringify({ endpoint: SECRET })],
  ['a key that is a number', JSON.stringify({ endpoint: 'https://m.mitosislabs.ai', apiKey: 7 })],
  ['a key in a list', JSON.stringify({ endpoint: 'https://m.mitosislabs.ai', apiKey: [SECRET] })],
  ['an endpoint in the prototype', `{"__proto__": ${good}, "apiKey": "${SECRET}"}`],
  ...Array.from({ length: good.length - 1 }, (_, index): [string, string] => [
    `cut after ${index + 1}`,
    good.slice(0, index + 1),
  ]),
  ...cases.map(({ name, b64 }): [string, Buffer] => [name, Buffer.from(b64, 'base64')]),
];

let basePath: string;
let keystore: Keystore;
beforeEach(async () => {
  basePath = await mkdtemp(join(tmpdir(), 'config-'));
  keystore = new Keystore({ basePath });
});
afterEach(() => rm(basePath, { recursive: true }));

test('error: every broken config is a typed error that names file and way out, and the file is kept', async () => {
  const path = join(basePath, 'config.json');
  await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
  for (const [what, content] of broken) {
    await writeFile(path, content);
    const error = await keystore.loadConfig().catch((failure: unknown) => failure);
    if (!(error instanceof KeystoreError)) throw new Error(`${what}: got ${JSON.stringify(error)}`);
    expect([error.code, error.path], what).toEqual(['config_invalid', path]);
    expect(error.message, what).toContain(path);
    expect(error.hint, what).toContain(`mv ${path}`);
    expect(`${error.stack}${String(error.cause)}`, what).not.toContain(SECRET);
    expect((await readFile(path)).equals(Buffer.from(content)), what).toBe(true);
  }
});

test('behavior: saving over a broken config keeps it beside the new one', async () => {
  const path = join(basePath, 'config.json');
  for (const [index, content] of ['{"endpoint": "htt', '', 'x'.repeat(2_000_000)].entries()) {
    await writeFile(path, content, { mode: 0o600 });
    await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
    expect(await keystore.loadConfig()).toEqual({ endpoint: 'https://m.mitosislabs.ai' });
    expect(await readFile(`${path}.corrupt-${index + 1}`, 'utf8')).toBe(content);
  }
  expect((await readdir(basePath)).filter((name) => name.startsWith('config.json'))).toHaveLength(4);
});

test('behavior: names of the prototype are data, and stay in the file', async () => {
  const path = join(basePath, 'config.json');
  const content =
    '{"endpoint":"https://m.mitosislabs.ai","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  await writeFile(path, content, { mode: 0o600 });
  const config = await keystore.loadConfig();
  expect(config).toEqual({ endpoint: 'https://m.mitosislabs.ai' });
  expect(Reflect.getPrototypeOf(config ?? {})).toBe(Object.prototype);
  await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
  expect(JSON.stringify(JSON.parse(await readFile(path, 'utf8')))).toBe(content);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
