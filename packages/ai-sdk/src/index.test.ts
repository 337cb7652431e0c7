import { expect, test } from 'vitest';
import * as aiSdk from './index.ts';

test('default: exports the documented names', () => {
  expect(Object.keys(aiSdk).sort()).toEqual(['aiBrain', 'createMitosis', 'mitosis']);
});
