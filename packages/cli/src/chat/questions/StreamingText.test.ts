import { expect, test } from 'vitest';
import { StreamingText } from './StreamingText.ts';

/** Returns the output for a text that streams in these pieces. */
function written(...pieces: string[]): string[] {
  const writes: string[] = [];
  const streaming = new StreamingText({ write: (text: string) => writes.push(text) } as never);
  let text = '';
  for (const piece of pieces) {
    text += piece;
    streaming.update(text);
  }
  streaming.end(text);
  return writes;
}

test('default: each piece once, and a line end', () => {
  expect(written('Good ', '', 'morning')).toEqual(['Good ', 'morning', '\n']);
  expect(written('a\n')).toEqual(['a\n']);
});

test('behavior: escape sequences are escaped, however they are split', () => {
  for (const hostile of ['\u001b[2J\u001b[H', '\u001b]52;c;cHduZWQ=\u0007', '\u009b31m\u202eevil']) {
    for (let at = 1; at < hostile.length; at++) {
      expect(written(hostile.slice(0, at), hostile.slice(at)).join('')).not.toMatch(/[^ -~\n]/);
    }
  }
});

test('behavior: neither characters nor line ends are torn', () => {
  expect(written('a\ud83d', '\ude00\r', '\nb\r')).toEqual(['a', '😀', '\nb', '\n']);
});

test('behavior: a different text begins on a new line', () => {
  const writes: string[] = [];
  const streaming = new StreamingText({ write: (text: string) => writes.push(text) } as never);
  streaming.update('Good ');
  streaming.end('Sorry.');
  expect(writes.join('')).toBe('Good \nSorry.\n');
});

test('behavior: abandoning an unfinished text ends its line', () => {
  for (const [text, wanted] of [
    ['Good ', 'Good \n'],
    ['Good\n', 'Good\n'],
    ['', ''],
  ] as const) {
    const writes: string[] = [];
    const streaming = new StreamingText({ write: (piece: string) => writes.push(piece) } as never);
    streaming.update(text);
    streaming.abandon();
    expect(writes.join('')).toBe(wanted);
  }
});

test('behavior: ten thousand pieces of a long answer are all written', async () => {
  let shown = '';
  const streaming = new StreamingText({ write: (text: string) => (shown += text) } as never);
  let text = '';
  const before = process.cpuUsage();
  for (let index = 0; index < 10_000; index++) {
    text += `${index} words and more words that an agent writes without end, ${'x'.repeat(40)}\n`;
    streaming.update(text);
    if (index % 100 === 0) await new Promise(setImmediate);
  }
  // Far from the square of the length, and no measure of speed.
  expect(process.cpuUsage(before).user).toBeLessThan(10_000_000);
  while (shown !== text) await new Promise(setImmediate);
  streaming.end(text);
  expect(shown).toBe(text);
});

test('behavior: held-back text is written when no more text comes', () => {
  let shown = '';
  const streaming = new StreamingText({ write: (text: string) => (shown += text) } as never);
  const text = 'word '.repeat(10_000);
  for (let end = 0; end <= text.length; end += 1_000) streaming.update(text.slice(0, end));
  streaming.abandon();
  expect(shown).toBe(`${text}\n`);
});
