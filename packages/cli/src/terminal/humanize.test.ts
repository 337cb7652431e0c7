import { expect, test } from 'vitest';
import { byteSize, duration, relativeTime } from './humanize.ts';
import { takesColor } from './styles.ts';

const NOW = Date.parse('2026-06-15T12:00:00Z');

test.each([
  ['2026-06-15T11:59:55Z', 'now'],
  ['2026-06-15T11:59:20.5Z', '40 s ago'],
  ['2026-06-15T11:55:00Z', '5 min ago'],
  ['2026-06-15T09:00:00+00:00', '3 h ago'],
  ['2026-06-03T12:00:00Z', '12 d ago'],
  ['2026-06-15T14:30:00Z', 'in 2 h'],
  ['2025-01-02T03:04:05Z', '2025-01-02'],
  ['2026-01-02', undefined],
  ['yesterday', undefined],
  ['2026-13-45T99:00:00Z', undefined],
  ['', undefined],
])('default: %j is %j', (text, expected) => {
  expect(relativeTime(text, NOW)).toBe(expected);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1536, '1.5 kB'],
  [9_960, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [23_000_000, '23 MB'],
  [5e15, '5000 TB'],
])('default: %d bytes are %s', (bytes, expected) => {
  expect(byteSize(bytes)).toBe(expected);
});

test.each([
  [0, '0 s'],
  [59.4, '59 s'],
  [60, '1 min'],
  [7_200, '2 h'],
  [200_000, '2 d'],
])('default: %d seconds are %s', (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});

test.each<[boolean, Record<string, string>, boolean]>([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [true, { FORCE_COLOR: '1', TERM: 'dumb' }, true],
  [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('behavior: colours on a terminal (%j) with %j: %j', (isTTY, env, expected) => {
  expect(takesColor({ isTTY }, env)).toBe(expected);
});
