import { afterEach, expect, test, vi } from 'vitest';
import * as node from './webcrypto.node.ts';
import * as web from './webcrypto.ts';

test.each([
  ['the web', web],
  ['Node', node],
])('default: returns a different version 4 UUID each time: %s', (_name, { randomUUID }) => {
  const ids = Array.from({ length: 1_000 }, randomUUID);
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(ids).size).toBe(1_000);
});

afterEach(() => void vi.unstubAllGlobals());

test.each([
  ['the web', web],
  ['Node', node],
])('default: fills the array with random bytes: %s', (_name, { getRandomValues }) => {
  const bytes = new Uint8Array(64);
  expect(getRandomValues(bytes)).toBe(bytes);
  expect(new Set(bytes).size).toBeGreaterThan(20);
});

test('error: names a remedy without `crypto`', () => {
  vi.stubGlobal('crypto', undefined);
  expect(() => web.getRandomValues(new Uint8Array(1))).toThrow(
    expect.objectContaining({ code: 'node_only' }),
  );
});
