import { describe, expect, test } from 'vitest';
import type { OS1Error } from '../errors/OS1Error.ts';
import type { Repeat } from '../options/TransportLike.ts';
import { KeySupport } from './KeySupport.ts';
import { mayRepeat } from './mayRepeat.ts';

const ORIGIN = 'https://api.example';
const unsent = { retryable: true, outcome: 'not_sent', status: 0 } as OS1Error;
const unknown = { retryable: true, outcome: 'unknown', status: 503 } as OS1Error;
const limited = { retryable: true, outcome: 'rejected', status: 429 } as OS1Error;

/** A call, as far as it matters here. */
function callOf(repeat: Repeat, attempt: { mayBeDone?: boolean; key?: string } = {}) {
  const { mayBeDone = false, key } = attempt;
  const last = { origin: ORIGIN, key };
  return { repeat, attempt: { mayBeDone, last } } as unknown as Parameters<typeof mayRepeat>[1];
}

const trusted = new KeySupport(true);
const untrusted = new KeySupport(false);

describe('mayRepeat', () => {
  test.each(['safe', 'idempotent', 'once', 'keyed'] as const)(
    'error: an error that is not retryable is not repeated: %s',
    (repeat) => {
      expect(
        mayRepeat({ ...unsent, retryable: false } as OS1Error, callOf(repeat, { key: 'k' }), trusted),
      ).toBe(false);
    },
  );

  test.each(['safe', 'idempotent'] as const)('default: %s may always be repeated', (repeat) => {
    for (const error of [unsent, unknown, limited]) {
      expect(mayRepeat(error, callOf(repeat, { mayBeDone: true }), untrusted)).toBe(true);
    }
  });

  test.each(['once', 'keyed'] as const)(
    'behavior: %s is repeated when it was certainly not done',
    (repeat) => {
      for (const error of [unsent, limited]) {
        expect(mayRepeat(error, callOf(repeat), untrusted)).toBe(true);
        // An earlier attempt may have been done.
        expect(mayRepeat(error, callOf(repeat, { mayBeDone: true }), untrusted)).toBe(false);
      }
      expect(mayRepeat(unknown, callOf(repeat), untrusted)).toBe(false);
    },
  );

  test('behavior: a request that may have been done is repeated only under a key that the server honours', () => {
    const keyed = callOf('keyed', { mayBeDone: true, key: 'k' });
    expect(mayRepeat(unknown, keyed, trusted)).toBe(true);
    expect(mayRepeat(unknown, keyed, untrusted)).toBe(false);
    expect(mayRepeat(unknown, callOf('keyed', { mayBeDone: true }), trusted)).toBe(false);
    expect(mayRepeat(unknown, callOf('once', { mayBeDone: true, key: 'k' }), trusted)).toBe(false);
    const never = { repeat: 'keyed', attempt: { mayBeDone: true, last: undefined } } as never;
    expect(mayRepeat(unknown, never, trusted)).toBe(false);
  });
});

describe('KeySupport', () => {
  const answer = (replayed?: string, status = 200) => ({
    status,
    headers: replayed === undefined ? {} : { 'idempotent-replayed': replayed },
  });

  test('default: an origin is trusted when it has said so, and no other', () => {
    const keys = new KeySupport('auto');
    expect(keys.honours(ORIGIN)).toBe(false);
    expect(keys.learn(ORIGIN, answer(), true)).toBe(true);
    expect(keys.honours(ORIGIN)).toBe(false);
    expect(keys.learn(ORIGIN, answer(' False '), true)).toBe(true);
    expect([keys.honours(ORIGIN), keys.honours('https://other.example')]).toEqual([true, false]);
  });

  test('behavior: a replay shows it, unless nothing could be replayed', () => {
    const keys = new KeySupport('auto');
    keys.learn(ORIGIN, answer('true'), true);
    expect(keys.honours(ORIGIN)).toBe(false);
    keys.learn(ORIGIN, answer('true'), false);
    expect(keys.honours(ORIGIN)).toBe(true);
    // One that only replays does not name the header in other answers.
    expect(keys.learn(ORIGIN, answer(), true)).toBe(true);
    expect(keys.honours(ORIGIN)).toBe(true);
  });

  test('error: an answer without the header, from one that had it, ends the trust for good', () => {
    const keys = new KeySupport('auto');
    keys.learn(ORIGIN, answer('false'), true);
    // Errors may come from a proxy.
    for (const status of [199, 300, 404, 503])
      expect(keys.learn(ORIGIN, answer(undefined, status), true)).toBe(true);
    expect(keys.honours(ORIGIN)).toBe(true);
    // A replay does not weaken what was said.
    keys.learn(ORIGIN, answer('true'), false);
    expect(keys.learn(ORIGIN, answer(undefined, 299), true)).toBe(false);
    expect(keys.honours(ORIGIN)).toBe(false);
    expect(keys.learn(ORIGIN, answer('false'), true)).toBe(true);
    expect(keys.learn(ORIGIN, answer(), true)).toBe(true);
    expect(keys.honours(ORIGIN)).toBe(false);
  });

  test.each([true, false])('behavior: the config decides, whatever the server says: %j', (trust) => {
    const keys = new KeySupport(trust);
    keys.learn(ORIGIN, answer(trust ? undefined : 'false'), true);
    expect(keys.honours(ORIGIN)).toBe(trust);
  });
});
