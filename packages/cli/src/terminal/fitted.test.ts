import { describe, expect, test } from 'vitest';
import { fitted } from './message.ts';
import { textWidth } from './textWidth.ts';

const PROSE =
  'note: the profile アリア is broken and may hold a key, so sign out of it before you go on (it is in the keychain of this machine).';

describe('prose', () => {
  test.each(Array.from({ length: 121 }, (_, index) => index + 40))('default: fits %d columns', (columns) => {
    const lines = fitted(PROSE, { isTTY: true, columns }).split('\n');
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    // Broken between words only.
    expect(lines.join(' ')).toBe(PROSE);
  });

  test.each([
    ['is no terminal', { columns: 40 }],
    ['has no known width', { isTTY: true }],
  ])('behavior: an output that %s gets the text unchanged', (_, output) => {
    expect(fitted(PROSE, output)).toBe(PROSE);
  });

  test.each([
    `04${'ab'.repeat(64)}`,
    '  echo mi_0123456789abcdef | mi login --endpoint http://127.0.0.1:8080 --token -',
  ])('behavior: %j is to be copied, and stays whole', (line) => {
    expect(fitted(`Copy:\n${line}\n`, { isTTY: true, columns: 40 })).toBe(`Copy:\n${line}\n`);
  });
});
