import { describe, expect, test } from 'vitest';
import { layout } from './layout.ts';

describe('layout', () => {
  test('default: rows, and where the cursor is', () => {
    expect(layout('hello', 5, '> ', 20)).toEqual({ lines: ['> hello'], row: 0, column: 7 });
    expect(layout('hello\nyou', 6, '> ', 20)).toEqual({ lines: ['> hello', '  you'], row: 1, column: 2 });
    expect(layout('', 0, '> ', 20)).toEqual({ lines: ['> '], row: 0, column: 2 });
  });

  test('behavior: long lines go on in the next row; so does the cursor', () => {
    expect(layout('abcdefgh', 8, '> ', 6)).toEqual({ lines: ['> abcd', '  efgh', '  '], row: 2, column: 2 });
    expect(layout('abcdefgh', 4, '> ', 6)).toEqual({ lines: ['> abcd', '  efgh'], row: 1, column: 2 });
  });

  test('behavior: a wide character is not cut in two', () => {
    expect(layout('a世世', 3, '> ', 6)).toEqual({ lines: ['> a世', '  世'], row: 1, column: 4 });
  });

  test('behavior: control characters are shown as escapes', () => {
    expect(layout('a\u202eb\tc', 5, '> ', 40).lines).toEqual(['> a\\u202eb  c']);
  });

  test('behavior: a screen narrower than the prompt', () => {
    expect(layout('ab', 2, 'you> ', 3).lines.join('')).toContain('a');
  });
});
