import { characters, completeEnd } from '../../terminal/characters.ts';
import { escapeControls } from '../../terminal/escapeControls.ts';
import { textWidth } from '../../terminal/textWidth.ts';

/** The rows to lay out before and after the cursor: more than any terminal has. */
const MOST_ROWS = 100;

/** Lines as they are on the screen, and the position of the cursor. */
export interface Layout {
  lines: string[];
  row: number;
  column: number;
}

/**
 * Lays out the text that is being typed, in rows of at most `width` columns. Control characters are shown as escapes. Long text
 * is laid out around the cursor only.
 *
 * @param text - The text, of one or more lines.
 * @param cursor - The position of the cursor, in UTF-16 units.
 * @param prompt - The prefix of the first line; the others are indented as much.
 */
export function layout(text: string, cursor: number, prompt: string, width: number): Layout {
  const step = MOST_ROWS * width;
  // From a fixed position, not from the cursor: the rows would change with each key.
  const start = Math.max(0, Math.floor(cursor / step) - 1) * step;
  const from = completeEnd(text.slice(0, start));
  return layoutPart(text.slice(from, from + 3 * step), cursor - from, prompt, width);
}

function layoutPart(text: string, cursor: number, prompt: string, width: number): Layout {
  const indent = textWidth(prompt);
  const lines: string[] = [];
  let line = prompt;
  let column = indent;
  let found: { row: number; column: number } | undefined;
  let position = 0;
  const next = (): void => {
    lines.push(line);
    line = ' '.repeat(indent);
    column = indent;
  };
  for (const [index, logical] of text.split('\n').entries()) {
    if (index > 0) {
      next();
      position++;
    }
    for (const character of characters(logical)) {
      const shown = character === '\t' ? '  ' : escapeControls(character);
      const columns = textWidth(shown);
      if (column + columns > width && column > indent) next();
      if (!found && position + character.length > cursor) found = { row: lines.length, column };
      line += shown;
      column += columns;
      position += character.length;
    }
    // At the end of a line.
    if (!found && position >= cursor) {
      if (column >= width && column > indent) next();
      found = { row: lines.length, column };
    }
  }
  lines.push(line);
  return { lines, ...(found ?? { row: lines.length - 1, column }) };
}
