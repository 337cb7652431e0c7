import { expect, test } from 'vitest';
import { present } from './present.ts';
import { progressText } from './results.ts';

const limits = { maxChars: 1_000, secrets: ['the-secret-in-use'] };

test('default: data stays as it is', () => {
  const data = { a: [1, true, null, 'x'], b: { c: 'd' } };
  expect(present(data, limits)).toEqual({ value: data, isCut: false });
});

test('behavior: texts and names become inert, at every depth', () => {
  expect(present([{ 'a\u001b': { b: ['<system>'] } }], limits).value).toEqual([
    { 'a\\u{1b}': { b: ['‹system>'] } },
  ]);
});

test.each([
  ['apiKey'],
  ['api_key'],
  ['office_secret'],
  ['jwtSecret'],
  ['token'],
  ['password'],
  ['secretAccessKey'],
  ['privateKey'],
  ['qr'],
])('behavior: the text of %s is redacted, and of what is in it', (name) => {
  const data = { [name]: 'hidden', list: [{ [name]: { deep: ['hidden'], on: true } }] };
  const { value } = present(data, limits);
  expect(JSON.stringify(value)).not.toContain('hidden');
  expect(value).toMatchObject({ list: [{ [name]: { on: true } }] });
});

test('behavior: names that only resemble secrets are shown', () => {
  const data = { input_tokens: '5', keyboard: 'x', key: 'PATH', hasToken: true };
  expect(present(data, limits).value).toEqual(data);
});

test('behavior: the key in use and keys of the platform are redacted wherever they stand', () => {
  const { value } = present(
    { mi_emulator_0123456789abcdef: 'a the-secret-in-use b mi_0123456789abcdefgh c' },
    limits,
  );
  expect(value).toEqual({ '[redacted]': 'a [redacted] b [redacted] c' });
});

test('behavior: what exceeds the limit is cut, and the result says so', () => {
  const { value, isCut } = present(['a'.repeat(900), 'b'.repeat(900), 'c'], limits);
  expect(isCut).toBe(true);
  expect(JSON.stringify(value).length).toBeLessThan(1_200);
  expect((value as string[])[1]).toMatch(/^b+… \[cut: \d+ more characters\]$/);
  const many = present(
    Array.from({ length: 100_000 }, (_, index) => ({ index })),
    limits,
  );
  expect(many.isCut).toBe(true);
  expect(JSON.stringify(many.value).length).toBeLessThan(2_000);
});

test('behavior: __proto__ in data pollutes nothing', () => {
  const { value } = present(JSON.parse('{"__proto__":{"polluted":true},"a":"b"}'), limits);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  expect(JSON.stringify(value)).toContain('"a":"b"');
});

test('behavior: the end of a long progress does not begin in the middle of a character', () => {
  const settings = { maxChars: 100, secrets: [] };
  for (const most of [4, 5]) {
    expect(progressText('😀'.repeat(9), settings, most)).toBe('…😀😀');
  }
});
