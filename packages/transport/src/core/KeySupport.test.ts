import { describe, expect, test } from 'vitest';
import { KeySupport } from './retries.ts';

const ORIGIN = 'https://api.example';

describe('KeySupport', () => {
  const answer = (replayed?: string, status = 200) => ({
    status,
    headers: replayed === undefined ? {} : { 'idempotent-replayed': replayed },
  });

  test('default: trusts only an origin that reports support', () => {
    const keys = new KeySupport('auto');
    expect(keys.honours(ORIGIN)).toBe(false);
    expect(keys.learn(ORIGIN, answer(), true)).toBe(true);
    expect(keys.honours(ORIGIN)).toBe(false);
    expect(keys.learn(ORIGIN, answer(' False '), true)).toBe(true);
    expect([keys.honours(ORIGIN), keys.honours('https://other.example')]).toEqual([true, false]);
  });

  test('behavior: trusts an origin after a replay, but not after a replay of the first request', () => {
    const keys = new KeySupport('auto');
    keys.learn(ORIGIN, answer('true'), true);
    // Nor after a value of another meaning.
    keys.learn(ORIGIN, answer('yes'), false);
    expect(keys.honours(ORIGIN)).toBe(false);
    keys.learn(ORIGIN, answer('true'), false);
    expect(keys.honours(ORIGIN)).toBe(true);
    // One that only replays does not name the header in other answers.
    expect(keys.learn(ORIGIN, answer(), true)).toBe(true);
    expect(keys.honours(ORIGIN)).toBe(true);
  });

  test('error: ends the trust for good when a response lacks the header', () => {
    const keys = new KeySupport('auto');
    keys.learn(ORIGIN, answer('false'), true);
    // Errors may come from a proxy.
    for (const status of [199, 300, 404, 503])
      expect(keys.learn(ORIGIN, answer(undefined, status), true)).toBe(true);
    expect(keys.honours(ORIGIN)).toBe(true);
    // A replay does not weaken the earlier answer.
    keys.learn(ORIGIN, answer('true'), false);
    expect(keys.learn(ORIGIN, answer(undefined, 299), true)).toBe(false);
    expect(keys.honours(ORIGIN)).toBe(false);
    expect(keys.learn(ORIGIN, answer('false'), true)).toBe(true);
    expect(keys.learn(ORIGIN, answer(), true)).toBe(true);
    expect(keys.honours(ORIGIN)).toBe(false);
  });

  test.each([true, false])('behavior: follows the config instead of the server: %j', (trust) => {
    const keys = new KeySupport(trust);
    keys.learn(ORIGIN, answer(trust ? undefined : 'false'), true);
    expect(keys.honours(ORIGIN)).toBe(trust);
  });
});
