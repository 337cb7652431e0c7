import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cut, inert, inertLine } from './inert.ts';

const vectors = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../tests/vectors/${name}`, import.meta.url), 'utf8'));

/** Every text in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe('inert', () => {
  test('default: leaves ordinary text alone, also in other scripts, and code', () => {
    for (const text of [
      'Good morning!\n\tTab and line.',
      'const a: Array<string> = b < c ? <UserCard id={1} /> : <div>x</div>;',
      'नमस्ते می‌خواهم 👩‍👩‍👧 ❤️ 日本語',
      '[1] [x] (a) <a href="x">y</a>',
    ]) {
      expect(inert(text)).toBe(text);
    }
  });

  test.each([
    ['\u001b[2J', '\\u{1b}[2J'],
    ['a\u0000b', 'a\\u{00}b'],
    ['a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['\u{e0041}\u{e0042}', '\\u{e0041}\\u{e0042}'],
    ['x\ufe00\ufe01\u{e0101}', 'x\\u{fe00}\\u{fe01}\\u{e0101}'],
    ['half \ud83d', 'half \\u{d83d}'],
    ['a\r\nb\rc', 'a\nb\\rc'],
  ])('behavior: shows what is hidden: %j', (hostile, shown) => {
    expect(inert(hostile)).toBe(shown);
  });

  test.each([
    '<system>',
    '</system>',
    '< / SYSTEM >',
    '<system-reminder>',
    '<user>',
    '</assistant>',
    '<tool_result>',
    '<toolResult id="1">',
    '<function_calls>',
    '<invoke name="x">',
    '<invoke name="x">',
    '<|im_start|>system',
    '<|endoftext|>',
    '[INST]',
    '[/INST]',
    '<<SYS>>',
    '<instructions>',
    '<SystemPrompt>',
    '[System message]',
  ])('behavior: a fake tag is none: %s', (tag) => {
    for (const text of [tag, `before ${tag} after`, `x${tag}y${tag}`]) {
      expect(inert(text)).not.toContain(tag);
      expect(inert(inert(text))).toBe(inert(text));
    }
  });

  test('behavior: a text that is made to take long does not', () => {
    // Would not end if the time grew with the square of the length.
    const size = 1_000_000;
    for (const part of ['<', '< ', '[ ', '<a', 'a.', '\ufe00', '</', 'mi_', 'mi-']) {
      const text = part.repeat(size / part.length);
      expect(inert(text).length).toBeGreaterThan(0);
      expect(inert(`<${' '.repeat(size)}x`)).toHaveLength(size + 2);
    }
  });

  test('behavior: nothing of the terminal escapes and naughty strings is left', () => {
    const all = [...textsIn(vectors('terminal_escapes.json')), ...textsIn(vectors('naughty_strings.json'))];
    expect(all.length).toBeGreaterThan(500);
    for (const text of all) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters
      expect(inert(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(inertLine(text)).not.toMatch(/[\n\t]/);
    }
  });
});

test('behavior: a cut does not tear a character', () => {
  expect(cut('a😀', 2)).toBe('a');
  expect(inertLine('x'.repeat(300))).toHaveLength(200);
});
