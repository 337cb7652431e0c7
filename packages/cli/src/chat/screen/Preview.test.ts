import { expect, test } from 'vitest';
import { Preview } from './Preview.ts';

function start() {
  let time = 0;
  const rendered: string[] = [];
  const preview = new Preview(
    (text) => {
      rendered.push(text);
      time += 10;
      return text;
    },
    () => time,
  );
  return { preview, rendered, wait: (ms: number) => (time += ms) };
}

test('default: the text is wrapped to the width, and laid out once for each piece', () => {
  const { preview, rendered, wait } = start();
  preview.set('one two');
  expect(preview.lines(5)).toEqual({ lines: ['one', 'two'] });
  wait(100);
  expect(preview.lines(5)).toEqual({ lines: ['one', 'two'] });
  expect(rendered).toHaveLength(1);
  preview.set('one two three');
  expect(preview.lines(5)).toEqual({ lines: ['one', 'two', 'three'] });
});

test('behavior: rests four times as long as a layout took', () => {
  const { preview, wait } = start();
  preview.set('one');
  preview.lines(20);
  preview.set('one two');
  expect(preview.lines(20)).toEqual({ lines: ['one'], staleUntil: 50 });
  wait(39);
  expect(preview.lines(20)).toEqual({ lines: ['one'], staleUntil: 50 });
  wait(1);
  expect(preview.lines(20)).toEqual({ lines: ['one two'] });
});

test('behavior: before the next layout, a narrower screen wraps the lines', () => {
  const { preview } = start();
  preview.set('abcdef');
  preview.lines(20);
  expect(preview.lines(3).lines).toEqual(['abc', 'def']);
});

test('behavior: half a character is not shown until its other half has come', () => {
  const { preview, rendered } = start();
  preview.set('a\ud83d');
  expect(preview.lines(20).lines).toEqual(['a']);
  expect(preview.take()).toBe('a');
  preview.set('a\ud83d\ude00');
  preview.lines(20);
  expect(rendered).toEqual(['a', 'a\ud83d\ude00']);
});

test('behavior: of a long text the end is laid out', () => {
  const { preview, rendered } = start();
  preview.set(`${'a'.repeat(30_000)}b`);
  preview.lines(20);
  expect(rendered[0]).toHaveLength(20_000);
  expect(rendered[0]?.endsWith('b')).toBe(true);
});

test('behavior: after take(), the preview is empty', () => {
  const { preview } = start();
  expect(preview.take()).toBeUndefined();
  preview.set('one');
  preview.lines(20);
  expect(preview.take()).toBe('one');
  expect(preview.lines(20)).toEqual({ lines: [] });
});
