import { characters } from './characters.ts';
import { textWidth } from './textWidth.ts';

/** The gap between two columns. */
const GAP = '  ';
/** The widest column, in terminal columns: a wider cell shifts only its own row. */
const WIDEST = 200;
/** The narrowest column that is still useful, in terminal columns. */
const NARROWEST = 12;
/** One character may be an emoji of many units. */
const UNITS_A_COLUMN = 20;

/** The width of a table, and the column that is cut to fit. */
interface Fit {
  /** In terminal columns; `undefined` if it is unknown. */
  width: number | undefined;
  /** The column with the longest texts; -1 for none. */
  text: number;
}

/**
 * Lays out rows under headings, for a terminal. The cells must be escaped already. Text that does not fit ends with
 * `…`; ids and the like, which people copy, are never cut.
 */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  fit: Fit = { width: undefined, text: -1 },
): string {
  const lines = [headings, ...fitted(headings, rows, fit)];
  const widths = headings.map((_, column) => widthOfColumn(lines, column, WIDEST));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => padded(cell, widths[column] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

function widthOfColumn(
  lines: readonly (readonly string[])[],
  column: number,
  most = Number.POSITIVE_INFINITY,
): number {
  return lines.reduce((widest, cells) => Math.max(widest, Math.min(most, textWidth(cells[column] ?? ''))), 0);
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - textWidth(cell)));
}

function fitted(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { width, text }: Fit,
): readonly (readonly string[])[] {
  if (width === undefined || text < 0) return rows;
  const lines = [headings, ...rows];
  const others = headings.reduce(
    (sum, _, column) => (column === text ? sum : sum + widthOfColumn(lines, column) + GAP.length),
    0,
  );
  const most = Math.max(NARROWEST, width - others);
  return rows.map((row) => row.map((cell, column) => (column === text ? cut(cell, most) : cell)));
}

function cut(text: string, width: number): string {
  if (text.length <= width / 2) return text;
  const start = text.slice(0, width * UNITS_A_COLUMN);
  if (start === text && textWidth(text) <= width) return text;
  let kept = '';
  let columns = 0;
  for (const character of characters(start)) {
    columns += textWidth(character);
    if (columns > width - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
