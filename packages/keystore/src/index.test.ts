import { expect, test } from 'vitest';
import * as keystore from './index.ts';

test('default: exports exactly these names', () => {
  expect(Object.keys(keystore).sort()).toEqual(['Keystore', 'KeystoreError']);
});
