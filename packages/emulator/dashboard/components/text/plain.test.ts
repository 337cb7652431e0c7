import { expect, test } from 'vitest';
import { plain } from './plain.ts';

test('default: leaves ordinary text as it is', () => {
  for (const text of ['acme', 'שלום', 'مرحبا', 'a\tb\nc', '<b>é🙂']) expect(plain(text)).toBe(text);
});

test('behavior: shows the codes of characters that would hide or turn text', () => {
  expect(plain('\u202etxt.exe')).toBe('[U+202E]txt.exe');
  expect(plain('a\u200bb\u00ad\ufeff')).toBe('a[U+200B]b[U+00AD][U+FEFF]');
  expect(plain('a\u0000\u001b\u2066b\u200f')).toBe('a[U+0000][U+001B][U+2066]b[U+200F]');
});

test('behavior: cuts long text', () => {
  expect(plain('x'.repeat(10_000))).toBe(`${'x'.repeat(300)}…`);
  expect(plain('abcdef', 3)).toBe('abc…');
});
