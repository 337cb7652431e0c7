import { NotFoundError, ServerError } from '@mitosislabs/transport';
import { expect, test } from 'vitest';
import { isMissing, isOutcomeUnknown, isRetryable, retryDelay } from './requestFailure.ts';

test('default: an error tells whether to retry, and whether the request may have been done', () => {
  const missing = new NotFoundError(404, 'nothing there');
  const failed = new ServerError(503, 'down', undefined, { retryable: true, outcome: 'unknown' });
  expect([isMissing(missing), isRetryable(missing), isOutcomeUnknown(missing)]).toEqual([true, false, false]);
  expect([isMissing(failed), isRetryable(failed), isOutcomeUnknown(failed)]).toEqual([false, true, true]);
});

test.each([undefined, null, 'text', 404, new Error('x'), { status: '404', retryable: 1 }])(
  'behavior: %j says nothing',
  (error) => {
    expect([isMissing(error), isRetryable(error), isOutcomeUnknown(error)]).toEqual([false, false, false]);
  },
);

test('behavior: waits double up to a limit, less up to a quarter', () => {
  for (const [failures, most] of [
    [0, 500],
    [1, 1_000],
    [4, 8_000],
    [60, 8_000],
    [5_000, 8_000],
  ] as const) {
    for (let round = 0; round < 50; round++) {
      const delay = retryDelay(undefined, failures, 500, 8_000);
      expect(delay).toBeLessThanOrEqual(most);
      expect(delay).toBeGreaterThan(most * 0.74);
    }
  }
});

test('behavior: never sooner than the usual interval, where that is longer', () => {
  expect(retryDelay(undefined, 9, 60_000, 8_000)).toBeGreaterThan(44_999);
});

test('behavior: the delay is what the server asks for, within limits', () => {
  expect(retryDelay({ retryAfterMs: 3_000 }, 9, 500, 8_000)).toBe(3_000);
  expect(retryDelay({ retryAfterMs: 0 }, 9, 500, 8_000)).toBe(500);
  expect(retryDelay({ retryAfterMs: 86_400_000 }, 0, 500, 8_000)).toBe(60_000);
});
