import { expect, test } from 'vitest';
import { balancePoints } from './balancePoints.ts';

const entry = (created_at: string, balance_after: number) => ({ created_at, balance_after });

test('default: gives the balances in the order of time', () => {
  const entries = [entry('1970-01-01T00:00:02Z', 90), entry('1970-01-01T00:00:01Z', 100)];
  expect(balancePoints(entries)).toEqual([
    [1, 2],
    [100, 90],
  ]);
});

test('behavior: times only rise, also when the clock was set back', () => {
  const entries = [
    entry('1970-01-01T00:00:03Z', 70),
    entry('1970-01-01T00:00:01Z', 80),
    entry('1970-01-01T00:00:02Z', 90),
    entry('1970-01-01T00:00:02Z', 100),
  ];
  expect(balancePoints(entries)).toEqual([
    [2, 3],
    [80, 70],
  ]);
});

test('behavior: a single entry is a line too', () => {
  expect(balancePoints([entry('1970-01-01T00:00:01Z', 100)])).toEqual([
    [1, 61],
    [100, 100],
  ]);
  expect(balancePoints([])).toEqual([[], []]);
});
