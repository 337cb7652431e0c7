import { emitKeypressEvents } from 'node:readline';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Editor, type Key, type Press } from './Editor.ts';

/** Sends what a terminal sends; gives the line with `|` at the cursor, and what the keys led to. */
async function typed(...chunks: string[]): Promise<{ line: string; presses: Press[]; editor: Editor }> {
  const editor = new Editor();
  const presses: Press[] = [];
  const stdin = new PassThrough();
  emitKeypressEvents(stdin);
  stdin.on('keypress', (input: string | undefined, key: Key) => {
    const press = editor.press(input, key);
    if (press !== 'changed') presses.push(press);
    if (press === 'submit') editor.take();
  });
  for (const chunk of chunks) {
    stdin.write(chunk);
    await new Promise(setImmediate);
  }
  return {
    line: `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`,
    presses,
    editor,
  };
}

const LEFT = '\u001b[D';
const RIGHT = '\u001b[C';
const UP = '\u001b[A';
const DOWN = '\u001b[B';
const paste = (text: string) => `\u001b[200~${text}\u001b[201~`;

describe('keys', () => {
  test.each([
    ['default: text', 'hello', 'hello|'],
    ['behavior: the arrows move by characters that a reader knows', `a👩‍💻é${LEFT}${LEFT}x`, 'ax|👩‍💻é'],
    ['behavior: backspace and delete take whole ones', `a👩‍💻\u007fbc${LEFT}\u001b[3~`, 'ab|'],
    ['behavior: Ctrl-A and Ctrl-E', 'bc\u0001a\u0005d', 'abcd|'],
    ['behavior: Ctrl-U, Ctrl-K, Ctrl-W cut, Ctrl-Y brings back', 'one two\u0017\u0019\u0019', 'one twotwo|'],
    ['behavior: Ctrl-U cuts what is before the cursor', `one two${LEFT}\u0015`, '|o'],
    ['behavior: Ctrl-K cuts what is after it', `one${LEFT}${LEFT}\u000b`, 'o|'],
    ['behavior: Alt-B and Alt-F move by words', 'one two\u001bb\u001bb\u001bfX', 'oneX| two'],
    ['behavior: Ctrl-D deletes where there is text', 'ab\u0001\u0004', '|b'],
    ['behavior: Alt-Enter and Ctrl-J begin a line', 'a\u001b\rb\nc', 'a\nb\nc|'],
    ['behavior: up and down move among lines', `abc\nd\nefg${UP}${UP}x${DOWN}y`, 'axbc\ndy|\nefg'],
    ['behavior: nothing beyond the ends', `a${LEFT}${LEFT}${LEFT}${RIGHT}${RIGHT}${RIGHT}`, 'a|'],
    ['behavior: keys that mean nothing do nothing', 'a\u001b[15~\u001bz\u0011', 'a|'],
  ])('%s', async (_, keys, line) => {
    expect(await typed(keys)).toMatchObject({ line, presses: [] });
  });

  test('behavior: Enter sends, Ctrl-C interrupts, Ctrl-D leaves an empty line, Ctrl-L clears, Ctrl-Z goes to the shell', async () => {
    const { presses } = await typed('a\r\u0003\u0004\u000c\u001a');
    expect(presses).toEqual(['submit', 'interrupt', 'leave', 'clear', 'suspend']);
  });
});

describe('pasting', () => {
  test('behavior: lines stay lines, whatever ends them, and nothing is sent', async () => {
    expect(await typed(`x${paste('a\rb\r\nc\nd\te')}y`)).toMatchObject({
      line: 'xa\nb\nc\nd\tey|',
      presses: [],
    });
  });

  test('behavior: a paste may come in pieces, and its control characters do nothing', async () => {
    const pieces = ['\u001b[200~one\u001b[A', '\u0004two\u007f', '\r', 'three\u001b[201~'];
    expect(await typed(...pieces)).toMatchObject({ line: 'onetwo\nthree|', presses: [] });
  });

  test('behavior: Ctrl-C works even if the end of the paste was lost', async () => {
    expect((await typed('\u001b[200~one\u0003\u0003')).presses).toEqual(['interrupt', 'interrupt']);
  });
});

describe('history', () => {
  test('default: up brings back what was sent, down what was being typed', async () => {
    expect((await typed('one\rtwo\rdraft', UP, UP)).line).toBe('one|');
    expect((await typed('one\rtwo\rdraft', UP, UP, UP, DOWN, DOWN)).line).toBe('draft|');
    expect((await typed('one\rone\r', UP, UP)).line).toBe('one|');
    expect((await typed('one\r\r', UP)).line).toBe('one|');
  });
});
