import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRetryAfter } from '../response/responseToError.ts';

interface Case {
  header: string | null;
  delay_ms: number | null | 'cap' | 'either';
  tolerance_ms?: number;
  optional?: boolean;
}
const file = new URL('../../../../tests/vectors/retry_after.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as { now_ms: number; cases: Case[] };

test.each(vectors.cases)('behavior: parses $header', ({ header, delay_ms, tolerance_ms = 0, optional }) => {
  const delay = parseRetryAfter(header, vectors.now_ms);
  if (delay_ms === 'cap') expect(delay).toSatisfy(Number.isSafeInteger);
  else if (delay_ms === 'either' || (optional && delay === null))
    expect(delay).toSatisfy((ms) => ms === null || ms >= 0);
  else if (delay_ms === null) expect(delay).toBeNull();
  else expect(Math.abs((delay ?? Number.NaN) - delay_ms)).toBeLessThanOrEqual(tolerance_ms);
});
