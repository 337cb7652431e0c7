import { expect, test } from 'vitest';
import * as keystore from './index.ts';

test('default: the public names', () => {
  expect(Object.keys(keystore).sort()).toEqual(['Keystore', 'KeystoreError']);
});
