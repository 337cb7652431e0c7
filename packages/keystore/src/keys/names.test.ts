import { lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Keystore } from '../Keystore.ts';
import { fromFileName, toFileName } from './fileName.ts';

const naughty: string[] = JSON.parse(
  await readFile(new URL('../../../../tests/vectors/naughty_strings.json', import.meta.url), 'utf8'),
);
const hostile = [
  ...naughty,
  ...['../x', '..', '.', '../../escaped', 'a/b', 'a\\b', 'a\0b', '/etc/passwd', 'C:', 'C:\\x', '~', '%2e%2e'],
  ...[
    'jwt',
    'JWT',
    'jwt.key',
    'CON',
    'con',
    'nul',
    'aux',
    'com1',
    'lpt9',
    'con.key',
    'sessions',
    'config.json',
  ],
  ...[
    'aria',
    'Aria',
    'ARIA',
    'aria.',
    'aria ',
    'aria.key',
    'aria.key.bak-1',
    '-rf',
    '--',
    '.tmp-1-0123456789abcdef',
  ],
  ...['caf\u00e9', 'cafe\u0301', '\ufb01', 'fi', '\u212a', 'k', '\u0131', 'i', 'ß', 'ss', '\ud800', '\udfff'],
  ...[
    'a'.repeat(63),
    'a'.repeat(64),
    'A'.repeat(63),
    'a'.repeat(300),
    '%41',
    '%61',
    'a%',
    '__proto__',
    'constructor',
  ],
];

/** Names that begin harmlessly, in the shapes in which names leave their folder or meet another's file. */
const words = ['aria', 'jwt', 'con', 'nul', 'com1', 'lpt9', 'config', 'sessions', 'endpoint', 'keys'];
const shapes: ((word: string) => string)[] = [
  ...['/', '\\', '\0', ':', '%2f', '%5c', '%00', '\u2215', '\uff0f', '\u29f8'].flatMap((separator) => [
    (word: string) => `..${separator}${word}`,
    (word: string) => `${word}${separator}..`,
    (word: string) => `${separator}${word}`,
    (word: string) => `${word}${separator}x`,
  ]),
  ...[
    '.',
    ' ',
    '~',
    '$',
    '*',
    '?',
    '"',
    "'",
    '`',
    '|',
    '<',
    '>',
    '&',
    ';',
    '!',
    '#',
    '@',
    '=',
    '+',
    ',',
    '^',
    '(',
  ].flatMap((sign) => [(word: string) => `${sign}${word}`, (word: string) => `${word}${sign}`]),
  // Characters that are invisible, reverse the text, or equal another character on some file systems.
  ...[
    '\n',
    '\r',
    '\t',
    '\x1b[31m',
    '\x7f',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\u00ad',
    '\u0301',
    '\ud800',
  ].flatMap((sign) => [
    (word: string) => `${word}${sign}`,
    (word: string) => `${word[0]}${sign}${word.slice(1)}`,
  ]),
  ...['.key', '.key.bak-1', '.key.next', '.key.lock', '.json', '.txt', ':$DATA', '\u00b9'].map(
    (end) => (word: string) => `${word}${end}`,
  ),
  (word) => word.toUpperCase(),
  (word) => `${word[0]?.toUpperCase()}${word.slice(1)}`,
  (word) => [...word].map((letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)).join(''),
  (word) => word.replace('a', '\u0430').replace('o', '\u043e').replace('e', '\u0435'),
  (word) => word.replace('i', '\u0131').replace('s', '\u017f').replace('k', '\u212a'),
  (word) => `${word}${'\u00e9'.repeat(150)}`,
  (word) => word.repeat(80).slice(0, 300),
  (word) => `-${word}`,
  (word) => `_${word}`,
];
hostile.push(...words.flatMap((word) => shapes.map((shape) => shape(word))));

let root: string;
let keystore: Keystore;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'names-'));
  keystore = new Keystore({ basePath: join(root, '.os1') });
});
afterAll(() => rm(root, { recursive: true }));

/** Stores a key for each name; what is not refused must come back under that name alone. */
async function storeAll(
  place: (name: string) => readonly [officeId: string, agent: string],
): Promise<Map<string, string>> {
  const stored = new Map<string, string>();
  const store = async (name: string) => {
    try {
      const { publicKey } = await keystore.generateAndStore(...place(name));
      stored.set(name, publicKey);
    } catch (error) {
      expect(error, JSON.stringify(name)).toBeInstanceOf(InvalidArgumentError);
    }
  };
  // Concurrent, because each waits for a busy disk.
  const names = [...new Set(hostile)];
  while (names.length > 0) await Promise.all(names.splice(0, 100).map(store));
  for (const [name, publicKey] of stored) {
    expect(await keystore.getPublicKey(...place(name)), JSON.stringify(name)).toBe(publicKey);
  }
  return stored;
}

async function expectNothingOutside(keys: number): Promise<void> {
  expect(await readdir(root)).toEqual(['.os1']);
  const files = (await readdir(join(root, '.os1'), { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile(),
  );
  expect(files).toHaveLength(keys);
  // No two of them would be one on a disk that ignores case or Unicode form.
  const folded = files.map((file) => join(file.parentPath, file.name).normalize('NFKC').toLowerCase());
  expect(new Set(folded).size).toBe(keys);
  for (const file of files) expect(file.name).toMatch(/^[a-z0-9%_-]+\.key$/);
}

describe('hostile names', () => {
  test('behavior: are more than 1,200', () => {
    expect(new Set(hostile).size).toBeGreaterThan(1_200);
  });

  test('behavior: as agents, are refused or make one file each, none outside', async () => {
    const stored = await storeAll((name) => ['office', name]);
    expect([...stored.keys()].sort()).toEqual(
      [...new Set(hostile)].filter((name) => /^[a-z0-9][a-z0-9-]{0,62}$/.test(name)).sort(),
    );
    expect(stored.has('con') && stored.has('jwt')).toBe(true);
    expect(await keystore.listAgentKeys('office')).toEqual([...stored.keys()].sort());
    await expectNothingOutside(stored.size);
    await rm(join(root, '.os1'), { recursive: true });
  });

  test('behavior: as offices, are refused or make one folder each, none outside', async () => {
    await keystore.storeJWTSecret('not to be touched');
    const stored = await storeAll((name) => [name, 'jwt']);
    expect(stored.has('aria') && stored.has('Aria') && stored.has('ARIA')).toBe(true);
    for (const name of ['', '.', '..', 'a/b', 'jwt.key', 'a'.repeat(64)])
      expect(stored.has(name)).toBe(false);
    expect(await keystore.loadJWTSecret()).toBe('not to be touched');
    await expectNothingOutside(stored.size + 1);
    await rm(join(root, '.os1'), { recursive: true });
  });

  test('error: are refused by every method before any change', async () => {
    const refused = hostile.filter((name) => !/^[\w-]{1,63}$/.test(name));
    expect(refused.length).toBeGreaterThan(1_100);
    const key = new Uint8Array(32).fill(1);
    const methods: ((...place: [officeId: string, agent: string]) => Promise<unknown>)[] = [
      (...place) => keystore.generateAndStore(...place),
      (...place) => keystore.storePrivateKey(...place, key),
      (...place) => keystore.importPrivateKey(...place, '01'.repeat(32)),
      (...place) => keystore.exportPrivateKey(...place, { passphrase: 'x' }),
      (...place) => keystore.loadPrivateKey(...place),
      (...place) => keystore.loadPendingKey(...place),
      (...place) => keystore.getPublicKey(...place),
      (...place) =>
        keystore.rotatePrivateKey(...place, { tell: async () => undefined, works: async () => true }),
      (...place) => keystore.deletePrivateKey(...place),
      (officeId) => keystore.listAgentKeys(officeId),
    ];
    for (const [method, call] of methods.entries()) {
      const outcomes = await Promise.allSettled(
        // Each name in one of the two places, and in the other one with the next method.
        refused.map((name, index) =>
          (index + method) % 2 || method === methods.length - 1 ? call(name, 'aria') : call('office', name),
        ),
      );
      const taken = outcomes.findIndex(
        (outcome) => outcome.status === 'fulfilled' || !(outcome.reason instanceof InvalidArgumentError),
      );
      if (taken >= 0) throw new Error(`${JSON.stringify(refused[taken])} was not refused: ${call}`);
    }
    await expect(lstat(join(root, '.os1'))).rejects.toThrow('ENOENT');
  });
});

describe('toFileName', () => {
  test.each([
    ['33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11', '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11'],
    ['aria', 'aria'],
    ['Aria_X', '%41ria_%58'],
    ['con', '%63on'],
    ['CON', '%43%4f%4e'],
    ['console', 'console'],
  ])('behavior: encodes %s as %s, and decodes it', (name, fileName) => {
    expect(toFileName(name)).toBe(fileName);
    expect(fromFileName(fileName)).toBe(name);
  });

  test.each(['Aria', '%61ria', 'con', '%4F'])('behavior: refuses to decode %s', (fileName) => {
    expect(fromFileName(fileName)).toBeUndefined();
  });
});
