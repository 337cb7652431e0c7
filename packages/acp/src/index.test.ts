import { expect, test } from 'vitest';
import * as acp from './index.ts';

test('behavior: exports exactly these names', () => {
  expect(Object.keys(acp).sort()).toEqual(['serveACP']);
});
