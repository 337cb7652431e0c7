import { expect, test } from 'vitest';
import { normalise } from './parse.ts';

const options = new Map([
  ['-a', true],
  ['--amount', true],
  ['-r', true],
  ['-w', false],
  ['--json', false],
]);

test('default: options first, then the rest', () => {
  expect(normalise(['office', '-a', '100', 'agent', '--json'], options)).toEqual([
    '-a=100',
    '--json',
    '--',
    'office',
    'agent',
  ]);
});

test.each([
  [['-a', '-5'], ['-a=-5']],
  [['--amount', '-2.5'], ['--amount=-2.5']],
  [['-r', '- a list item'], ['-r=- a list item']],
  [['-r', '-'], ['-r=-']],
  [['-r', ''], ['-r=']],
  [['-5'], ['--', '-5']],
  [['- a list item'], ['--', '- a list item']],
  [
    ['a', '--', '-a', '--json'],
    ['--', 'a', '-a', '--json'],
  ],
])('behavior: a dash where no option can be: %j', (typed, normalised) => {
  expect(normalise(typed, options)).toEqual(normalised);
});

test.each([
  [['-a100'], ['-a=100']],
  [['-ra'], ['-r=a']],
  [['-r-x'], ['-r=-x']],
  [
    ['-wr', 'x y', 'z'],
    ['-w', '-r=x y', '--', 'z'],
  ],
  [['-wa5'], ['-w', '-a=5']],
  [['-ww'], ['-w', '-w']],
  [['-r=x'], ['-r=x']],
  [['-r', '-really long'], ['-r=-really long']],
  [['-wzr'], ['-wzr']],
])('behavior: short options stand together, the last one with its value: %j', (typed, normalised) => {
  expect(normalise(typed, options)).toEqual(normalised);
});

test.each([
  [
    ['-a', '--json'],
    ['-a', '--json'],
  ],
  [['-a'], ['-a']],
  [
    ['-a', '--', '5'],
    ['-a', '--', '5'],
  ],
  [
    ['--typo', 'x'],
    ['--typo', '--', 'x'],
  ],
  [['--typo=x'], ['--typo=x']],
])('behavior: mistakes are left for clipanion to refuse: %j', (typed, normalised) => {
  expect(normalise(typed, options)).toEqual(normalised);
});
