import { expect, test } from 'vitest';
import { decimalNumber, wholeNumber } from './numbers.ts';

test.each([
  ['0', 0],
  ['200', 200],
  ['-5', -5],
  ['007', 7],
])('default: %j is a whole number', (typed, value) => {
  expect(wholeNumber('--x', typed, { min: -10 })).toBe(value);
});

test.each(['', ' ', '1.5', '1e3', '0x10', 'NaN', 'Infinity', '9007199254740993', '--1', '٣', '1 2'])(
  'error: %j is no whole number',
  (typed) => {
    expect(() => wholeNumber('--x', typed)).toThrow(/^--x takes a whole number/);
  },
);

test.each([
  ['100', 100],
  ['-5', -5],
  ['2.5', 2.5],
  ['-0.25', -0.25],
])('default: %j is a number', (typed, value) => {
  expect(decimalNumber('--x', typed)).toBe(value);
});

test.each(['', 'ten', '.5', '5.', '1e3', 'NaN', '-Infinity', '1,5', '9'.repeat(400)])(
  'error: %j is no number',
  (typed) => {
    expect(() => decimalNumber('--x', typed)).toThrow(/^--x takes a number/);
  },
);
