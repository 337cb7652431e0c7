import { readFileSync } from 'node:fs';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { markdown } from './markdown.ts';

const plain = { width: 40, color: false };
const colored = { width: 40, color: true };

const vectors: { cases: { id: string; text: string }[] } = JSON.parse(
  readFileSync(new URL('../../../../tests/vectors/terminal_escapes.json', import.meta.url), 'utf8'),
);
const strings: string[] = JSON.parse(
  readFileSync(new URL('../../../../tests/vectors/naughty_strings.json', import.meta.url), 'utf8'),
);
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches colour codes
const COLORS = /\u001b\[(1|22|3|23|9|29|36|39|90)m/g;

describe('markdown', () => {
  test('default: blocks are distinguished', () => {
    const text = [
      '# Report',
      'Revenue **grew** by *12 %*, see `q1.csv` and [the drive](https://example.com/q1).',
      '- one',
      '- two\n  1. first\n  2. second',
      '',
      '> quoted & <b>kept</b>',
      '',
      '```ts\nconst a  = 1;\n\n  b();\n```',
      '',
      '| name | amount |\n|---|---|\n| a | 1 |\n| 世界 | 22 |',
      '',
      '---',
    ].join('\n');
    expect(markdown(text, plain)).toBe(
      [
        '# Report',
        '',
        'Revenue **grew** by *12 %*, see `q1.csv`',
        'and the drive (https://example.com/q1).',
        '',
        '• one',
        '• two',
        '  1. first',
        '  2. second',
        '',
        '│ quoted & <b>kept</b>',
        '',
        '  const a  = 1;',
        '',
        '    b();',
        '',
        'name  amount',
        '────  ──────',
        'a     1',
        '世界  22',
        '',
        '────────────────────────────────────────',
      ].join('\n'),
    );
  });

  test('behavior: columns of a table are aligned as specified', () => {
    expect(markdown('| n | amount | mid |\n|:--|---:|:-:|\n| a | 1 | x |\n| b | 22 | xyzzy |', plain)).toBe(
      ['n  amount   mid', '─  ──────  ─────', 'a       1    x', 'b      22  xyzzy'].join('\n'),
    );
  });

  test('behavior: a table that is too wide wraps its cells; colours do not run into other cells', () => {
    const text =
      '| name | what it is |\n|---|---|\n| alpha | the **first of all the letters** that there are |\n| b | 2 |';
    const shown = markdown(text, { width: 30, color: true });
    expect(shown.replace(COLORS, '')).toBe(
      [
        'name   what it is',
        '─────  ───────────────────────',
        'alpha  the first of all the',
        '       letters that there are',
        'b      2',
      ].join('\n'),
    );
    expect(shown.split('\n').slice(2).join('\n')).not.toMatch(COLORS);
  });

  test('behavior: a table with too many columns is a line a row', () => {
    const row = (cell: string): string => `|${cell}`.repeat(12);
    const shown = markdown(`${row('a long heading')}\n${row('-')}\n${row('one cell')}`, plain);
    expect(shown).toContain('one cell | one cell');
    for (const line of shown.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(40);
  });

  test('behavior: with colour the marks are not needed', () => {
    expect(markdown('**a** *b* ~~c~~ `d`', colored)).toBe(
      '\u001b[1ma\u001b[22m \u001b[3mb\u001b[23m \u001b[9mc\u001b[29m \u001b[36md\u001b[39m',
    );
  });

  test('behavior: plain text and its lines stay unchanged', () => {
    for (const text of [
      'aria here. You said: one',
      'a\nb\nc',
      '2 * 3 * 4',
      'snake_case_name',
      'Grüße 👩‍💻',
    ]) {
      expect(markdown(text, colored)).toBe(text);
    }
  });

  test('behavior: where a link leads is seen', () => {
    expect(markdown('[https://bank.example](https://evil.example)', plain)).toContain('https://evil.example');
    expect(markdown('<https://example.com>', plain)).toBe('https://example.com');
  });

  test('behavior: no line is wider than the screen', () => {
    const code = `\`\`\`\n${'code  '.repeat(30)}\n\t\t${'世界'.repeat(50)}\n\`\`\``;
    const text = `${'word '.repeat(60)}\n\n- ${'世界 '.repeat(60)}\n\n> > - ${'x'.repeat(300)}\n\n${code}\n\ntabs\t${'\ta'.repeat(30)}`;
    for (const style of [plain, colored]) {
      for (const line of markdown(text, style).split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(40);
    }
  });

  test('behavior: code keeps every space, and uses the width for code', () => {
    const line = 'a  b   c    d';
    expect(markdown(`\`\`\`\n${line}\n\`\`\``, { ...plain, width: 10 })).toBe('  a  b   c\n      d');
    expect(markdown(`\`\`\`\n${line}\n\`\`\``, { ...plain, width: 10, codeWidth: 20 })).toBe(`  ${line}`);
  });

  test('behavior: hostile text comes out inert, in every place of a document', () => {
    for (const text of [...vectors.cases.map((one) => one.text), ...strings]) {
      for (const shape of [
        text,
        `# ${text}`,
        `- ${text}\n- [${text}](${text})`,
        `\`\`\`${text}\n${text}\n\`\`\``,
        `|${text}|\n|-|\n|${text}|`,
        `> **${text}** \`${text}\` &#27;[2J &#x1b;]52;c;x`,
      ]) {
        for (const style of [plain, colored])
          expect(markdown(shape, style).replace(COLORS, '')).not.toMatch(HARMFUL);
      }
    }
  });
});
