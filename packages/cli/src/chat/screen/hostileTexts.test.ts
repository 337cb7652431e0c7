import { describe, expect, test, vi } from 'vitest';
import { markdown } from '../../terminal/markdown.ts';
import { parseMarkdown } from '../../terminal/parseMarkdown.ts';
import { wrap } from '../../terminal/wrap.ts';
import { Editor } from './Editor.ts';
import { layout } from './layout.ts';

const LENGTH = 49_000;
const style = { width: 80, color: true };

function filled(piece: string, length = LENGTH): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** Runs of growing length. */
function stairs(piece: string, text: string): string {
  return Array.from({ length: 300 }, (_, index) => piece.repeat(index) + text).join('\n');
}

/** Texts that cost a parser quadratic time, or much memory. */
const TEXTS: Readonly<Record<string, string>> = {
  'letters and an @': `${filled('a')}@`,
  'dots and an @': `${filled('.')}@`,
  'an open tag and an @': `<${filled('a')}@`,
  'runs just short enough, and an @': filled(`${'a'.repeat(990)}@ `),
  'a host of hyphens': `a@${filled('a-')}`,
  'an address that ends in brackets': `http://a${filled(')')}`,
  'addresses that end in brackets': filled(`http://a${')'.repeat(900)} `),
  'addresses of many labels': filled(`www.${'a.'.repeat(450)}_ `),
  'a list item of many lines': `- a\n${filled('a\n')}`,
  'a list item of many words': `- a\n${filled('aaaaaaaaaaaaaaaaaaaaaaaa\n', 47_000)}`,
  'nested lists': stairs('  ', '- a'),
  'nested quotes': stairs('>', ' a'),
  'a table of thousands of columns': `${filled('|a', 20_000)}\n${filled('|-', 20_000)}\n${filled('a\n', 9_000)}`,
  'a table of many rows': `a|b\n-|-\n${filled('a|b\n')}`,
  'a table of escaped bars': `|a|\n|-|\n${filled('\\|')}`,
  'a table cell of many words': `|a|b|\n|-|-|\n|${filled('word ', 40_000)}|x|`,
  'a table cell of many flags': `|a|b|\n|-|-|\n|${filled('🇩🇪', 40_000)}|x|`,
  'many tables': filled('a|b\n-|-\n'),
  'many definitions': Array.from({ length: 3_000 }, (_, index) => `[a${index}]: b`).join('\n'),
  'definitions and what looks like their use': `${Array.from({ length: 900 }, (_, index) => `[a${index}]: b`).join('\n')}\n\n${filled('b [x][y]\n\n', 10_000)}`,
  'an open definition': `[a]: b "${filled('a ')}`,
  'emphasis in emphasis': filled('*a **a *a** '),
  'code in backticks of each length': stairs('`', 'a '),
  'open links': filled('[a](<'),
  'open images': filled('!['),
  'open brackets': filled('['),
  'open comments': filled('<!-- - '),
  'an open tag with attributes': `<a${filled(' b="')}`,
  'blocks of HTML': filled('<div>\n\n'),
  entities: filled('&a'),
  backslashes: filled('\\'),
  'rules that are none': `${filled('_ ')}a`,
  'spaces at a heading': `# ${filled(' ')}a`,
  tabs: `${filled('\ta')}`,
  'line ends': `${filled('\n')}a`,
  'joined emoji': filled('👩‍👩‍👧‍👦'),
  'an emoji that never ends': `👩${filled('‍👩')}`,
  'marks on one letter': `a${filled('\u0301')}`,
  'letters with marks': filled('a\u0301\u0302 '),
  'halves of characters': filled('\ud800'),
  flags: filled('🇩🇪'),
  controls: filled('\u0085'),
  Han: filled('文'),
};

/** The CPU time of this process, in s. */
function costOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

/** Far below quadratic time; not a measure of speed. */
const GENEROUS_S = 2.5;

describe.each(Object.entries(TEXTS))('behavior: %s', (_, text) => {
  test('are shown at once', () => {
    let shown = '';
    expect(costOf(() => (shown = markdown(text, style)))).toBeLessThan(GENEROUS_S);
    expect(shown.trim()).not.toBe('');
  });

  test('are shown at once, twenty times as long', () => {
    const long = filled(text, 20 * LENGTH);
    expect(costOf(() => markdown(long, style))).toBeLessThan(3 * GENEROUS_S);
    expect(costOf(() => layout(long, long.length, 'you> ', 80))).toBeLessThan(GENEROUS_S);
  });
});

test('behavior: parsing ends when its time is over', () => {
  const text = filled('word *word* `word`\n\n', 10_000);
  expect(parseMarkdown(text)).toBeDefined();
  let calls = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => calls++ * 1_000);
  const cpu = vi
    .spyOn(process, 'cpuUsage')
    .mockImplementation(() => ({ user: calls * 1_000_000, system: 0 }));
  try {
    expect(parseMarkdown(text)).toBeUndefined();
    expect(calls).toBeLessThan(10);
    // Other processes do not count.
    cpu.mockImplementation(() => ({ user: 0, system: 0 }));
    expect(parseMarkdown(text)).toBeDefined();
  } finally {
    clock.mockRestore();
    cpu.mockRestore();
  }
});

test('behavior: no line of a long text is too wide either', () => {
  const text = filled('文 a👩‍👩‍👧‍👦 \u0301 wordword ', 200_000);
  for (const line of wrap(text, 40).split('\n')) expect(layout(line, 0, '', 40).lines).toHaveLength(1);
  expect(wrap(text, 40).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
});

test('behavior: of a long text that is typed, the part around the cursor is laid out', () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `line ${index}`);
  const text = lines.join('\n');
  for (const line of [0, 5, 50_000, 99_999]) {
    const cursor = lines.slice(0, line).join('\n').length + (line === 0 ? 0 : 1);
    const block = layout(text, cursor, '> ', 40);
    expect(block.lines.length).toBeLessThan(12_001);
    expect(block.lines[block.row]).toBe(`${line === 0 ? '>' : ' '} line ${line}`);
    expect(block.column).toBe(2);
  }
});

test('behavior: a paste that comes as keys takes no longer for each of them', () => {
  const editor = new Editor();
  const cost = costOf(() => {
    for (let index = 0; index < 500_000; index++) editor.press('a', { name: 'a' });
    expect(editor.text).toHaveLength(500_000);
  });
  expect(cost).toBeLessThan(GENEROUS_S);
});
