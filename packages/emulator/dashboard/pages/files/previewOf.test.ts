import { expect, test } from 'vitest';
import { previewOf } from './previewOf.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each(['hello', '', '<script>alert(1)</script>', '<svg onload="alert(1)"></svg>', 'é🙂\u202e'])(
  'default: shows %j as text',
  (text) => {
    const content = bytes(text);
    expect(previewOf(content, content.length)).toEqual({ kind: 'text', text, isWhole: true });
  },
);

test('behavior: shows images by their content', () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]);
  expect(previewOf(png, 10)).toEqual({ kind: 'image', type: 'image/png' });
  expect(previewOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), 4)).toEqual({
    kind: 'image',
    type: 'image/jpeg',
  });
  expect(previewOf(bytes('RIFF\0\0\0\0WEBPVP8 '), 16)).toEqual({ kind: 'image', type: 'image/webp' });
});

test('behavior: does not show other bytes', () => {
  expect(previewOf(bytes('a\0b'), 3)).toEqual({ kind: 'none' });
  expect(previewOf(new Uint8Array([0xff, 0xfe, 0xfd]), 3)).toEqual({ kind: 'none' });
});

test('behavior: a character that the end of the part cuts is left out', () => {
  const content = bytes('aé');
  expect(previewOf(content.subarray(0, 2), 3)).toEqual({ kind: 'text', text: 'a', isWhole: false });
  expect(previewOf(content.subarray(0, 2), 2)).toEqual({ kind: 'none' });
});
