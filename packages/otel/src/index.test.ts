import { expect, test } from 'vitest';
import * as otel from './index.ts';

test('default: exports the documented names', () => {
  expect(Object.keys(otel)).toEqual(['instrument']);
});
