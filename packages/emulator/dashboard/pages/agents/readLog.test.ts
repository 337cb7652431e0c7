import { expect, test } from 'vitest';
import { readLog } from './readLog.ts';

test('default: splits a log into lines', () => {
  expect(readLog('one\n\ttwo\n\nthree\n')).toEqual(['one', '\ttwo', '', 'three']);
  expect(readLog('')).toEqual([]);
});

test('behavior: removes terminal escapes and control characters', () => {
  expect(readLog('\x1b[31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x1b\\ a\rb\x00c\x9bd\n')).toEqual([
    'red link abcd',
  ]);
  expect(readLog('cut \x1b')).toEqual(['cut ']);
});
