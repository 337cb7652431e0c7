import { expect, test } from 'vitest';
import * as serve from './index.ts';

test('behavior: exports exactly these names', () => {
  expect(Object.keys(serve).sort()).toEqual(['startServer']);
});
