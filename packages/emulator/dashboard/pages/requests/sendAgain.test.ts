import { expect, test } from 'vitest';
import { uploadedFile, whyNotAgain } from './sendAgain.ts';

test.each([
  [{ target: '/a' }, undefined],
  [{ target: '/a', requestBody: '{"a":"…"}' }, undefined],
  [{ target: '/a', requestBody: `${'x'.repeat(16_384)}…` }, 'The log has only the start of its body.'],
  [{ target: '/a', requestBody: '{"apiKey":"[redacted]"}' }, 'The log does not have the secrets in it.'],
  [{ target: '/a?token=[redacted]' }, 'The log does not have the secrets in it.'],
  [{ target: '/a?token=%5Bredacted%5D' }, 'The log does not have the secrets in it.'],
  [
    { target: '/a', requestBody: '[the file a, b.md, 12 bytes]' },
    'The log does not have the file that it uploaded.',
  ],
])('whyNotAgain: %j', (request, reason) => {
  expect(whyNotAgain(request)).toBe(reason);
});

test('uploadedFile: the name of a file, whatever is in it', () => {
  expect(uploadedFile({ requestBody: '[the file [the file x, 1 bytes], 2 bytes], 3 bytes]' })).toBe(
    '[the file x, 1 bytes], 2 bytes]',
  );
  expect(uploadedFile({ requestBody: 'x' })).toBeUndefined();
});
