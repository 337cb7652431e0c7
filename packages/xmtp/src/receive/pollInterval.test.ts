import { expect, test } from 'vitest';
import { PollInterval } from './PollInterval.ts';

const take = (pace: PollInterval, count: number) =>
  Array.from({ length: count }, () => Math.round(pace.next()));

test('default: grows from 1 s to 10 s', () => {
  expect(take(new PollInterval(), 13)).toEqual([
    1000, 1250, 1563, 1953, 2441, 3052, 3815, 4768, 5960, 7451, 9313, 10_000, 10_000,
  ]);
});

test('behavior: polls soon after a question, then each second for a while', () => {
  const pace = new PollInterval();
  take(pace, 20);
  pace.asked();
  expect(take(pace, 36)).toEqual([100, 200, 400, 800, ...Array(31).fill(1000), 1250]);
  pace.came(false);
  expect(take(pace, 2)).toEqual([1000, 1000]);
});

test('behavior: polls less while the server announces messages', () => {
  const pace = new PollInterval();
  pace.came(true);
  expect(take(pace, 6)).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  pace.came(false);
  expect(take(pace, 6)).toEqual([1000, 1000, 1000, 1000, 1000, 1000]);
});
