import { afterEach, expect, test, vi } from 'vitest';
import { multipart } from './multipart.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('behavior: the boundary cannot be guessed where there is no global `crypto`, as on Node 18', () => {
  vi.stubGlobal('crypto', undefined);
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const boundaries = [1, 2].map(() => multipart('file', 'a.txt', new Uint8Array()).contentType);
  expect(new Set(boundaries).size).toBe(2);
});
