import { stripVTControlCharacters } from 'node:util';
import { characters } from './characters.ts';
import { textWidth } from './textWidth.ts';

/** Longer words are wider than any line, and are not measured. In UTF-16 units. */
const LONGEST = 2_000;
/** Longer texts are not measured: every character counts as wide. In UTF-16 units. */
const MOST_MEASURED = 50_000;

/** Splits and measures words. */
interface Ruler {
  pieces(word: string): string[];
  textWidth(word: string): number;
}

/**
 * Breaks lines between words, or within a word that is wider than a line. Only the first part of a line keeps its indent.
 *
 * @param text - Lines; colours in them take up no space.
 * @param width - The width in columns.
 */
export function wrap(text: string, width: number): string {
  const ruler = rulerOf(text);
  return text
    .split('\n')
    .flatMap((line) => (line.length <= width / 2 ? [line] : wrapLine(line, width, ruler)))
    .join('\n');
}

/** Text is not squeezed into fewer columns beside its label. */
const NARROWEST = 16;

/**
 * Writes a text beside its label, and breaks it between words. Its other lines stand below the first one. If there is no
 * room beside the label, the text goes below it.
 *
 * @param label - With the gap after it. It may be coloured.
 * @param width - The width of the terminal, in columns. Default: nothing is broken.
 */
export function hang(label: string, text: string, width = Number.POSITIVE_INFINITY): string {
  const room = width - textWidth(label);
  const isBelow = room < NARROWEST;
  const indent = ' '.repeat(isBelow ? 4 : textWidth(label));
  const lines = (width === Number.POSITIVE_INFINITY ? text : wrap(text, width - indent.length)).split('\n');
  return (isBelow ? [label.trimEnd(), ...lines] : [label + lines[0], ...lines.slice(1)])
    .map((line, index) => (index === 0 ? line : indent + line).trimEnd())
    .join('\n');
}

/**
 * Breaks lines wherever they are too wide, and keeps every space: for code.
 *
 * @param width - The width in columns.
 */
export function breakLines(text: string, width: number): string {
  const ruler = rulerOf(text);
  return text
    .split('\n')
    .flatMap((line) => (line.length <= width / 2 ? [line] : breakLine(line, width, ruler)))
    .join('\n');
}

function breakLine(line: string, width: number, { pieces, textWidth }: Ruler): string[] {
  const lines = [''];
  let column = 0;
  for (const piece of pieces(line)) {
    const columns = textWidth(piece);
    if (column + columns > width && column > 0) {
      lines.push('');
      column = 0;
    }
    lines.push(lines.pop() + piece);
    column += columns;
  }
  return lines;
}

function wrapLine(line: string, width: number, { pieces, textWidth }: Ruler): string[] {
  const lines: string[] = [];
  let current = '';
  let column = 0;
  const next = (): void => {
    lines.push(current.trimEnd());
    current = '';
    column = 0;
  };
  for (const [word] of line.matchAll(/ +|[^ ]+/g)) {
    const columns = word.length > LONGEST ? Number.POSITIVE_INFINITY : textWidth(word);
    if (column + columns <= width) {
      current += word;
      column += columns;
      continue;
    }
    if (column > 0) next();
    // The space at a line break is dropped.
    if (word.startsWith(' ')) continue;
    for (const piece of columns <= width ? [word] : pieces(word)) {
      const more = textWidth(piece);
      if (column + more > width && column > 0) next();
      current += piece;
      column += more;
    }
  }
  if (current !== '' || lines.length === 0) lines.push(current);
  return lines;
}

function rulerOf(text: string): Ruler {
  return text.length > MOST_MEASURED ? ROUGH : EXACT;
}

/** A complete colour sequence. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches colour codes
const COLOR = /(\u001b\[\d+m)/;

const ASCII = /^[\u0020-\u007e]*$/;

/** Splits a word into its characters and colours. */
function pieces(word: string): string[] {
  return word.split(COLOR).flatMap((part) => (part.startsWith('\u001b') ? [part] : characters(part)));
}

const EXACT: Ruler = { pieces, textWidth };

/** No character of Unicode is wider than two columns. */
const ROUGH: Ruler = {
  pieces: (word) => word.split(COLOR).flatMap((part) => (part.startsWith('\u001b') ? [part] : [...part])),
  textWidth: (word) => {
    if (ASCII.test(word)) return word.length;
    let columns = 0;
    for (const character of stripVTControlCharacters(word)) columns += ASCII.test(character) ? 1 : 2;
    return columns;
  },
};
