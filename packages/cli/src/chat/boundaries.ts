import { pieceEnd } from './pieceEnd.ts';

/** Segmenting takes the square of the length: longer texts go through it in slices. In UTF-16 units. */
const SLICE = 500;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a reader takes for single characters, in order: an emoji of five code points is one. */
export function characters(text: string): string[] {
  // The splitting is slow, and most lines need none.
  if (/^[\u0020-\u007e]*$/.test(text)) return [...text];
  const all: string[] = [];
  for (let at = 0; at < text.length; ) {
    const slice = text.slice(at, at + SLICE);
    const whole = at + SLICE < text.length ? slice.slice(0, pieceEnd(slice)) : slice;
    const found = Array.from(graphemes.segment(whole), ({ segment }) => segment);
    // The last one may go on in the next slice.
    if (at + SLICE < text.length && found.length > 1) found.pop();
    for (const character of found) at += character.length;
    all.push(...found);
  }
  return all;
}

/** Where the character before `position` begins. */
export function before(text: string, position: number): number {
  return position === 0 ? 0 : (graphemes.segment(text).containing(position - 1)?.index ?? position - 1);
}

/** Where the character at `position` ends. */
export function after(text: string, position: number): number {
  const found = graphemes.segment(text).containing(position);
  return found ? found.index + found.segment.length : text.length;
}

/** Where the word before `position` begins. */
export function wordBefore(text: string, position: number): number {
  let start = position;
  while (start > 0 && isSpace(text, start - 1)) start--;
  while (start > 0 && !isSpace(text, start - 1)) start--;
  return start;
}

/** Where the word after `position` ends. */
export function wordAfter(text: string, position: number): number {
  let end = position;
  while (end < text.length && isSpace(text, end)) end++;
  while (end < text.length && !isSpace(text, end)) end++;
  return end;
}

/** Where the line begins that `position` is in. */
export function lineStart(text: string, position: number): number {
  return position === 0 ? 0 : text.lastIndexOf('\n', position - 1) + 1;
}

/** Where the line ends that `position` is in. */
export function lineEnd(text: string, position: number): number {
  const end = text.indexOf('\n', position);
  return end < 0 ? text.length : end;
}

function isSpace(text: string, position: number): boolean {
  return /\s/.test(text.charAt(position));
}
