import { describe, expect, test } from 'vitest';
import type { Call } from '../call/Call.ts';
import type { OS1Error } from '../errors/OS1Error.ts';
import type { Idempotency } from '../options/TransportLike.ts';
import { KeySupport, mayRetry, silenceLimit } from './retries.ts';

const ORIGIN = 'https://api.example';
const unsent = { retryable: true, outcome: 'not_sent', status: 0 } as OS1Error;
const unknown = { retryable: true, outcome: 'unknown', status: 503 } as OS1Error;
const limited = { retryable: true, outcome: 'rejected', status: 429 } as OS1Error;

/** The parts of a call that count. */
function callOf(
  idempotency: Idempotency,
  { mayBeDone = false, key }: { mayBeDone?: boolean; key?: string } = {},
) {
  return { idempotency, mayBeDone, lastTarget: { origin: ORIGIN, key } } as Parameters<typeof mayRetry>[1];
}

const trusted = new KeySupport(true);
const untrusted = new KeySupport(false);

describe('mayRetry', () => {
  test.each(['safe', 'idempotent', 'once', 'idempotency-key'] as const)(
    'error: does not retry an error that is not retryable: %s',
    (idempotency) => {
      expect(
        mayRetry({ ...unsent, retryable: false } as OS1Error, callOf(idempotency, { key: 'k' }), trusted),
      ).toBe(false);
    },
  );

  test.each(['safe', 'idempotent'] as const)('default: always retries %s', (idempotency) => {
    for (const error of [unsent, unknown, limited]) {
      expect(mayRetry(error, callOf(idempotency, { mayBeDone: true }), untrusted)).toBe(true);
    }
  });

  test.each(['once', 'idempotency-key'] as const)(
    'behavior: retries %s when it was certainly not done',
    (idempotency) => {
      for (const error of [unsent, limited]) {
        expect(mayRetry(error, callOf(idempotency), untrusted)).toBe(true);
        // An earlier attempt may have been done.
        expect(mayRetry(error, callOf(idempotency, { mayBeDone: true }), untrusted)).toBe(false);
      }
      expect(mayRetry(unknown, callOf(idempotency), untrusted)).toBe(false);
    },
  );

  test('behavior: retries a request that may have been done only under a key that the server honours', () => {
    const keyed = callOf('idempotency-key', { mayBeDone: true, key: 'k' });
    expect(mayRetry(unknown, keyed, trusted)).toBe(true);
    expect(mayRetry(unknown, keyed, untrusted)).toBe(false);
    expect(mayRetry(unknown, callOf('idempotency-key', { mayBeDone: true }), trusted)).toBe(false);
    expect(mayRetry(unknown, callOf('once', { mayBeDone: true, key: 'k' }), trusted)).toBe(false);
    const never = { idempotency: 'idempotency-key', mayBeDone: true, lastTarget: undefined } as const;
    expect(mayRetry(unknown, never, trusted)).toBe(false);
  });
});

describe('silenceLimit', () => {
  const read = { idempotency: 'safe', number: 1, maxRetries: 2, limit: 30_000 };
  const limitOf = (given: Partial<typeof read>): number => {
    const { number, limit, ...rest } = { ...read, ...given };
    return silenceLimit({ ...rest, deadline: { limit } } as unknown as Call, number);
  };

  test.each([
    [{}, 10_000],
    [{ limit: 15_000 }, 5_000],
    [{ limit: 14_999 }, 5_000],
    [{ limit: 14_997 }, 0],
    [{ limit: 0 }, 10_000],
    [{ maxRetries: 1 }, 10_000],
    [{ maxRetries: 0 }, 0],
    [{ number: 2 }, 0],
    [{ idempotency: 'idempotent' }, 0],
  ])('default: with %j, returns %i ms', (given, ms) => {
    expect(limitOf(given)).toBe(ms);
  });
});
