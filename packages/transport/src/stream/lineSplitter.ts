/**
 * Cuts text that comes in pieces into lines, which end in a line feed, a carriage return, or both. Linear in the length
 * of the text, however it is cut into pieces. Keeps only the beginning of a line that is too long.
 *
 * @param maxLength - The most characters to keep of a line.
 * @param onLine - Called with each line, without its end, and the line's full length.
 * @returns a function that takes the pieces, and returns the length of the unfinished line.
 */
export function lineSplitter(
  maxLength: number,
  onLine: (line: string, length: number) => void,
): (text: string) => number {
  let line = '';
  let length = 0;
  let afterReturn = false;
  const append = (text: string): void => {
    length += text.length;
    if (line.length < maxLength) line += text.slice(0, maxLength - line.length);
  };
  return (text) => {
    if (text === '') return length;
    const piece = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    afterReturn = text.endsWith('\r');
    const [first = '', ...rest] = piece.split(piece.includes('\r') ? /\r\n?|\n/ : '\n');
    append(first);
    for (const next of rest) {
      onLine(line, length);
      line = '';
      length = 0;
      append(next);
    }
    return length;
  };
}
