import { NotFoundError, ServerError } from '@mitosislabs/transport';
import { expect, test } from 'vitest';
import { isMissing, isOutcomeUnknown, isRetryable } from './requestFailure.ts';

test('default: reads from an error whether to retry, and whether the request may have been done', () => {
  const missing = new NotFoundError(404, 'nothing there');
  const failed = new ServerError(503, 'down', undefined, { retryable: true, outcome: 'unknown' });
  expect([isMissing(missing), isRetryable(missing), isOutcomeUnknown(missing)]).toEqual([true, false, false]);
  expect([isMissing(failed), isRetryable(failed), isOutcomeUnknown(failed)]).toEqual([false, true, true]);
});

test.each([undefined, null, 'text', 404, new Error('x'), { status: '404', retryable: 1 }])(
  'behavior: reads nothing from %j',
  (error) => {
    expect([isMissing(error), isRetryable(error), isOutcomeUnknown(error)]).toEqual([false, false, false]);
  },
);
