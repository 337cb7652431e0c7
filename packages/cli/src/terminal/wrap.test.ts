import { expect, test } from 'vitest';
import { characters } from './characters.ts';
import { wrap } from './wrap.ts';

test('behavior: a long line without spaces is broken', () => {
  const lines = wrap('日本語'.repeat(40_000), 60).split('\n');
  expect(lines).toHaveLength(4_000);
  expect(new Set(lines)).toEqual(new Set(['日本語'.repeat(10)]));
});

test('behavior: no character is torn where a slice of a long text ends', () => {
  for (const character of ['👩‍👩‍👧', '🇩🇪', 'é', '한']) {
    for (let shift = 0; shift < 12; shift++) {
      const wanted = [...'x'.repeat(shift), ...Array.from({ length: 400 }, () => character)];
      expect(characters(wanted.join(''))).toEqual(wanted);
    }
  }
});
