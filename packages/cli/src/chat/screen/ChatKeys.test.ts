import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { ChatKeys } from './ChatKeys.ts';
import { Editor } from './Editor.ts';

function start() {
  const modes: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => modes.push(isRaw) });
  const calls: string[] = [];
  const call = (name: string) => () => void calls.push(name);
  const editor = new Editor();
  const keys = new ChatKeys(
    stdin,
    editor,
    { begin: call('begin'), end: call('end'), clear: call('clear'), drawSoon: call('draw') },
    {
      submit: (text) => calls.push(`submit ${JSON.stringify(text)}`),
      interrupt: (isRepeated) => calls.push(isRepeated ? 'interrupt again' : 'interrupt'),
      leave: call('leave'),
      hangUp: call('hangUp'),
    },
  );
  keys.begin();
  const type = async (text: string) => {
    calls.length = 0;
    stdin.write(text);
    await new Promise(setImmediate);
    return calls;
  };
  return { keys, editor, stdin, modes, calls, type };
}

test('default: Enter submits the line, trimmed; every other key draws it', async () => {
  const { editor, type } = start();
  expect(await type(' a ')).toEqual(['draw', 'draw', 'draw']);
  expect(await type('\r')).toEqual(['submit "a"']);
  expect(editor.text).toBe('');
  expect(await type('\u000c')).toEqual(['clear']);
});

test('behavior: Ctrl-C is repeated only if no other key came between', async () => {
  const { type } = start();
  expect(await type('\u0003')).toEqual(['interrupt']);
  expect(await type('a\u0003')).toEqual(['draw', 'interrupt']);
  expect(await type('\u0003')).toEqual(['interrupt again']);
});

test('behavior: Ctrl-D on an empty line and the end of input leave', async () => {
  const { stdin, calls, type } = start();
  expect(await type('\u0004')).toEqual(['leave']);
  expect(await type('a\u0001\u0004')).toEqual(['draw', 'draw', 'draw']);
  calls.length = 0;
  stdin.end();
  await new Promise((resolve) => stdin.once('end', resolve));
  expect(calls).toEqual(['leave']);
});

test('behavior: muted, only Ctrl-C is taken', async () => {
  const { keys, editor, type } = start();
  keys.mute();
  expect(await type('a\r\u0003')).toEqual(['draw', 'draw', 'interrupt']);
  expect(editor.text).toBe('');
});

test('behavior: Ctrl-Z does nothing where there is no shell', async () => {
  expect(await start().type('\u001a')).toEqual([]);
});

test('behavior: the terminal is raw while keys are read, and not after', async () => {
  const { keys, modes, calls, type } = start();
  expect(modes).toEqual([true]);
  expect(calls).toEqual(['begin']);
  keys.end();
  expect(modes).toEqual([true, false]);
  expect(await type('a')).toEqual([]);
});
