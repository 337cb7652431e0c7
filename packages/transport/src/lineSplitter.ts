/**
 * Cuts text that comes in pieces into lines, which end in a line feed, a carriage return, or both.
 *
 * @param onLine - Gets each line that is complete, without its end.
 * @returns what takes the pieces.
 */
export function lineSplitter(onLine: (line: string) => void): (text: string) => void {
  let rest = '';
  let afterReturn = false;
  return (text) => {
    if (text === '') return;
    const piece = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    afterReturn = text.endsWith('\r');
    const [first = '', ...lines] = piece.split(/\r\n?|\n/);
    rest += first;
    for (const line of lines) {
      onLine(rest);
      rest = line;
    }
  };
}
