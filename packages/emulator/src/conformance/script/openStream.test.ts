import { expect, test } from 'vitest';
import { commentPauses } from './openStream.ts';

test('behavior: a pause that began or ended with a late read is not on time', () => {
  let at = 0;
  const piece = (ms: number, lateMs: number, text = ': \n\n') => {
    at += ms;
    return { at, lateMs, text };
  };
  const pieces = [
    piece(0, 0, ': connected\n\n'),
    piece(300, 2),
    piece(400, 101),
    piece(201, 3),
    piece(302, 8),
    piece(150, 1, 'data: {}\n\n'),
    piece(301, 2),
  ];
  expect(commentPauses(pieces)).toEqual([
    { ms: 300, isOnTime: true },
    { ms: 400, isOnTime: false },
    { ms: 201, isOnTime: false },
    { ms: 302, isOnTime: true },
    { ms: 301, isOnTime: true },
  ]);
});
