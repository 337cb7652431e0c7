import { expect, test } from 'vitest';
import * as node from './webcrypto.node.ts';
import * as web from './webcrypto.ts';

test.each([
  ['the web', web],
  ['Node', node],
])('default: random UUIDs of version 4, no two alike: %s', (_name, { randomUUID }) => {
  const ids = Array.from({ length: 1_000 }, randomUUID);
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(ids).size).toBe(1_000);
});
