import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { escapeControls, escapeLine } from './escapeControls.ts';
import { toJSON } from './toJSON.ts';

const vectors: { cases: { id: string; text: string; attack: string }[] } = JSON.parse(
  readFileSync(new URL('../../../../tests/vectors/terminal_escapes.json', import.meta.url), 'utf8'),
);
const strings: string[] = JSON.parse(
  readFileSync(new URL('../../../../tests/vectors/naughty_strings.json', import.meta.url), 'utf8'),
);

// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe('escapeControls', () => {
  test.each(vectors.cases)('behavior: $id, $attack', ({ text }) => {
    expect(escapeControls(text)).not.toMatch(HARMFUL);
    expect(escapeLine(text)).not.toMatch(/[\n\t]/);
    expect(escapeLine(text)).not.toMatch(HARMFUL);
  });

  test('behavior: every naughty string is escaped, on one line', () => {
    expect(strings.length).toBeGreaterThan(400);
    for (const text of strings) {
      expect(escapeControls(text)).not.toMatch(HARMFUL);
      expect(escapeLine(text).split('\n')).toHaveLength(1);
    }
  });

  test.each(['plain', 'a\tb\nc', 'Grüße, 世界', '👩‍💻', 'می‌خواهم', '<b>&amp;</b>', '\\x1b'])(
    'behavior: %j stays what it is',
    (text) => {
      expect(escapeControls(text)).toBe(text);
    },
  );

  test('behavior: escaped characters stay visible', () => {
    expect(escapeControls('\u001b[2J\u0007\u009b\u202e\r')).toBe('\\x1b[2J\\x07\\x9b\\u202e\\r');
    expect(escapeControls('a\r\nb')).toBe('a\nb');
    expect(escapeLine('a\nb\tc')).toBe('a\\nb\\tc');
  });
});

describe('toJSON', () => {
  test.each(vectors.cases)('behavior: $id is exact and harmless', ({ text }) => {
    const json = toJSON({ [text]: [text] }, 2);
    expect(json).not.toMatch(HARMFUL);
    expect(JSON.parse(json)).toEqual({ [text]: [text] });
  });

  test('behavior: every naughty string is exact and harmless', () => {
    expect(toJSON(strings)).not.toMatch(HARMFUL);
    expect(JSON.parse(toJSON(strings))).toEqual(strings);
  });
});
