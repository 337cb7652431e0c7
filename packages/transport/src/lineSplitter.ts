/**
 * Cuts text that comes in pieces into lines, which end in a line feed, a carriage return, or both. Linear in the length
 * of the text, however it is cut into pieces.
 *
 * @param onLine - Gets each line that is complete, without its end.
 * @returns what takes the pieces, and tells how many characters of a line are waiting for its end.
 */
export function lineSplitter(onLine: (line: string) => void): (text: string) => number {
  let rest = '';
  let afterReturn = false;
  return (text) => {
    if (text === '') return rest.length;
    const piece = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    afterReturn = text.endsWith('\r');
    const [first = '', ...lines] = piece.split(piece.includes('\r') ? /\r\n?|\n/ : '\n');
    rest += first;
    for (const line of lines) {
      onLine(rest);
      rest = line;
    }
    return rest.length;
  };
}
