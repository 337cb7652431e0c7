import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { safeFileName } from './safeFileName.ts';

const naughty: string[] = JSON.parse(
  readFileSync(new URL('../../../../tests/vectors/naughty_strings.json', import.meta.url), 'utf8'),
);

test.each([
  ['report.md', 'report.md'],
  ['Ünïcode 文件.txt', 'Ünïcode 文件.txt'],
  ['a/b/c.txt', 'c.txt'],
  ['../../.ssh/authorized_keys', 'authorized_keys'],
  ['..\\..\\boot.ini', 'boot.ini'],
  ['/etc/passwd', 'passwd'],
  ['.bashrc', '_bashrc'],
  ['...', '_'],
  ['..', '_'],
  ['', 'download'],
  ['/', 'download'],
  ['NUL', '_NUL'],
  ['con.txt', '_con.txt'],
  ['C:', 'C_'],
  ['a\u0000b\u001b[2J\u202e.txt', 'a_b_[2J_.txt'],
  ['trailing. . ', 'trailing'],
  ['-rf', '_rf'],
  ['a/--force', '_-force'],
])('default: %j becomes %j', (name, safe) => {
  expect(safeFileName(name)).toBe(safe);
});

test.each(['x'.repeat(300), '文'.repeat(200), `${'x'.repeat(300)}.tar.gz`, `.${'y'.repeat(300)}`])(
  'behavior: a long name is cut at a character, and keeps its extension',
  (name) => {
    const safe = safeFileName(name);
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(230);
    expect(safe).not.toContain('\ufffd');
    if (name.endsWith('.gz')) expect(safe).toMatch(/x\.gz$/);
  },
);

test.each([' .', '. ', ' ', '.', '/', '\\', '-', 'a.', '文', '\u0000'])(
  'behavior: a name of %j without end takes no time',
  (piece) => {
    for (const name of [piece.repeat(500_000), `a${piece.repeat(500_000)}b`, `.${piece.repeat(500_000)}/`]) {
      const before = process.cpuUsage();
      expect(Buffer.byteLength(safeFileName(name))).toBeLessThanOrEqual(230);
      expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
    }
  },
);

test('behavior: no naughty string leaves the folder', () => {
  for (const name of naughty) {
    const path = resolve('/folder', join('.', safeFileName(name)));
    expect(path).toMatch(/^\/folder\/[^/]+$/);
    expect(path).not.toMatch(/\/[.-]/);
  }
});
