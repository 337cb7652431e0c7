import Table from 'cli-table3';
import stringWidth from 'string-width';
import { characters } from '../chat/boundaries.ts';

/** Borders take space and say nothing. */
const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Less than this of a text is of no use. In columns of the terminal. */
const NARROWEST = 12;
/** One character may be an emoji of many units. */
const UNITS_A_COLUMN = 20;

/** How wide a table may be, and which of its columns is cut to get there. */
interface Fit {
  /** In columns of the terminal; `undefined` when nobody knows. */
  width: number | undefined;
  /** The column with the longest texts; -1 for none. */
  text: number;
}

/**
 * Lays out rows under headings, for a terminal. The cells must be inert already. A text that does not fit ends with `…`;
 * what people copy, such as ids, is never cut.
 */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  fit: Fit = { width: undefined, text: -1 },
): string {
  const table = new Table({
    head: [...headings],
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of fitted(headings, rows, fit)) table.push([...row]);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function fitted(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { width, text }: Fit,
): readonly (readonly string[])[] {
  if (width === undefined || text < 0) return rows;
  const widthOf = (column: number): number =>
    Math.max(...[headings, ...rows].map((row) => stringWidth(row[column] ?? '')));
  const others = headings.reduce((sum, _, column) => (column === text ? sum : sum + widthOf(column) + 2), 0);
  const most = Math.max(NARROWEST, width - others);
  return rows.map((row) => row.map((cell, column) => (column === text ? cut(cell, most) : cell)));
}

function cut(text: string, width: number): string {
  if (text.length <= width / 2) return text;
  const start = text.slice(0, width * UNITS_A_COLUMN);
  if (start === text && stringWidth(text) <= width) return text;
  let kept = '';
  let columns = 0;
  for (const character of characters(start)) {
    columns += stringWidth(character);
    if (columns > width - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
