import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { ChatView } from './ChatView.ts';
import { Editor } from './Editor.ts';

function start({ agentName = 'aria', isColored = false, columns = 60 } = {}) {
  let status: string | undefined;
  let written = '';
  const stdout = Object.assign(new PassThrough(), { columns, rows: 24 });
  stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  const editor = new Editor();
  const view = new ChatView({ stdout, editor, agentName, isColored, status: () => status });
  /** Returns what was written since the last call. */
  const seen = async () => {
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const text = written;
    written = '';
    return text;
  };
  const setStatus = (text: string | undefined) => {
    status = text;
  };
  return { view, editor, seen, setStatus };
}

const plain = (text: string) => stripVTControlCharacters(text).replaceAll('\r', '');

test('default: an answer is shown with its name, indented, above the line that is being typed', async () => {
  const { view, editor, seen } = start();
  editor.press('h', { name: 'h' });
  view.answer('- one\n- two');
  expect(plain(await seen())).toBe('aria> • one\n      • two\nyou> h');
});

test('behavior: a long name has a line of its own', async () => {
  const { view, seen } = start({ agentName: 'the-archivist-of-acme' });
  view.answer('hello');
  expect(plain(await seen())).toBe('the-archivist-of-acme>\n  hello\nyou> ');
});

test('behavior: control characters are escaped in answers, notes and typed text', async () => {
  const { view, seen } = start({ agentName: 'a\u001bb' });
  view.answer('x\u001b[2J');
  view.note('y\u001b[2J');
  view.typed('z\u001b[2J\nsecond');
  const text = await seen();
  for (const escaped of ['a\\x1bb> x\\x1b[2J', 'y\\x1b[2J', 'you> z\\x1b[2J\n     second']) {
    expect(plain(text)).toContain(escaped);
  }
  expect(text).not.toContain('\u001b[2J');
});

test('behavior: a preview and the status stand above the line; the answer takes the place of the preview', async () => {
  const { view, seen, setStatus } = start();
  setStatus('aria is answering …');
  view.partialAnswer('half an');
  expect(plain(await seen())).toBe('aria> half an\n· aria is answering …\nyou> ');
  setStatus(undefined);
  view.answer('half an answer');
  expect(plain(await seen())).toBe('aria> half an answer\nyou> ');
});

test('behavior: each step of the agent is a line, once, and the answer follows', async () => {
  const { view, seen, setStatus } = start();
  setStatus('aria is answering …');
  view.partialAnswer('', 'reading report.md …');
  view.partialAnswer('', 'reading report.md …');
  view.partialAnswer('', 'writing \u001b[2J …');
  view.partialAnswer('half an');
  const shown = plain(await seen());
  expect(shown.match(/· reading report\.md …/g)).toHaveLength(1);
  expect(shown).toContain('· writing \\x1b[2J …\n');
  expect(shown).toMatch(/aria> half an\n· aria is answering …\nyou> $/);
});

test('behavior: an abandoned preview stays, marked as unfinished', async () => {
  const { view, seen } = start();
  view.abandonPreview();
  expect(await seen()).toBe('');
  view.partialAnswer('half an');
  await seen();
  view.abandonPreview();
  expect(plain(await seen())).toContain('aria> half an\n');
  view.note('next');
  expect(plain(await seen())).not.toContain('half an');
});

test('behavior: after the end, a late note is a line, and nothing is drawn', async () => {
  const { view, editor, seen } = start();
  editor.press('h', { name: 'h' });
  view.begin();
  view.drawSoon();
  await seen();
  view.end();
  await seen();
  view.note('not sent');
  view.drawSoon();
  view.clear();
  expect(await seen()).toBe('· not sent\n');
});

test('behavior: many changes cause one draw', async () => {
  const { view, editor, seen } = start();
  for (const letter of 'abc') {
    editor.press(letter, { name: letter });
    view.drawSoon();
  }
  const text = await seen();
  expect(text.match(/you> /g)).toHaveLength(1);
  expect(plain(text)).toBe('you> abc');
});

test('behavior: an answer that is too long is cut at a whole character, and says so', async () => {
  const { view, seen } = start({ columns: 200 });
  view.answer(`${'word '.repeat(39_999)}1234😀${'x'.repeat(10)}`);
  expect(plain(await seen())).toContain('12 more characters are not shown');
});

test('behavior: colours are used only where they are on', async () => {
  const colored = start({ isColored: true });
  colored.view.answer('hello');
  colored.view.note('note');
  const text = await colored.seen();
  expect(text).toContain('\u001b[1maria>\u001b[22m');
  expect(text).toContain('\u001b[90m· note\u001b[39m');
  const bare = start();
  bare.view.answer('hello');
  bare.view.note('note');
  expect(await bare.seen()).not.toContain('\u001b[1m');
});
