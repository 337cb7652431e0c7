import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

/** Longer texts are measured in parts: segmenting takes quadratic time. In UTF-16 units. */
const PART = 500;

/** Measures the width of a text in terminal columns; colours take up none. */
export function textWidth(text: string): number {
  // Measuring is slow, and most texts need none.
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  // Kana, Han, Hangul.
  if (/^[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*$/.test(text)) return text.length * 2;
  const plain = stripVTControlCharacters(text);
  let columns = 0;
  for (let at = 0; at < plain.length; ) {
    let end = Math.min(at + PART, plain.length);
    if (end < plain.length && /[\ud800-\udbff]/.test(plain.charAt(end - 1))) end--;
    columns += stringWidth(plain.slice(at, end));
    at = end;
  }
  return columns;
}
