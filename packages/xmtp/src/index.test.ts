import { expect, test } from 'vitest';
import * as xmtp from './index.ts';

test('behavior: these names and no others', () => {
  expect(Object.keys(xmtp).sort()).toEqual(['SessionError', 'XMTPChannel', 'XMTPSession']);
});
