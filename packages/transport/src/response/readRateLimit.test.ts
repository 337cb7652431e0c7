import { describe, expect, test } from 'vitest';
import { readRateLimit } from './readResponse.ts';

describe('readRateLimit', () => {
  test('default: reads headers with and without x-, the former first', () => {
    const headers = {
      'x-ratelimit-limit': '100',
      'ratelimit-limit': '7',
      'ratelimit-remaining': '5',
      'x-ratelimit-reset': '60',
    };
    expect(readRateLimit(headers)).toEqual({ limit: 100, remaining: 5, resetMs: 60_000 });
  });

  test.each([
    [{}],
    [{ 'x-ratelimit-limit': 'many' }],
    [{ 'x-ratelimit-reset': '-1' }],
    [{ 'x-ratelimit-remaining': '1'.repeat(16) }],
    [{ 'x-ratelimit-remaining': '1 ' }],
  ])('behavior: returns undefined for %j', (headers) => {
    expect(readRateLimit(headers as Record<string, string>)).toBeUndefined();
  });

  test.each(['limit', 'remaining', 'reset'])('behavior: %s alone is a rate limit', (name) => {
    const all = readRateLimit({ [`x-ratelimit-${name}`]: '0' });
    expect(Object.values(all ?? {}).filter((value) => value !== undefined)).toEqual([0]);
  });

  test("behavior: reads a large reset as a time by the server's clock, never in the past", () => {
    const date = 'Thu, 01 Jan 2026 12:00:00 GMT';
    const at = Date.parse(date) / 1_000;
    const resetOf = (reset: number) => readRateLimit({ date, 'x-ratelimit-reset': `${reset}` })?.resetMs;
    expect(resetOf(at + 30)).toBe(30_000);
    expect(resetOf(at - 30)).toBe(0);
    const year = 365 * 24 * 60 * 60;
    expect(resetOf(year)).toBe(year * 1_000);
    expect(resetOf(year + 1)).toBe(0);
  });
});
