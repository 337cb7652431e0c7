import { expect, test } from 'vitest';
import * as xmtp from './index.ts';

test('behavior: exports exactly these names', () => {
  expect(Object.keys(xmtp).sort()).toEqual(['SessionError', 'XMTPChannel', 'XMTPSession']);
});
