import { characters } from './characters.ts';
import { textWidth } from './textWidth.ts';

/** The gap between two columns. */
const GAP = '  ';
/** The widest column, in terminal columns: a wider cell shifts only its own row. */
const WIDEST = 200;
/** Columns are not cut below this width while another one can be cut. */
const NARROWEST = 8;
/** One character may be an emoji of many units. */
const UNITS_A_COLUMN = 20;

/** The kind of a column: ids are cut last, numbers stand on the right. */
export type ColumnKind = 'text' | 'id' | 'number';

/** How a table is laid out. */
interface Layout {
  /** The width of the terminal, in columns; `undefined` if it is unknown. */
  width?: number | undefined;
  /** The kind of each column. Default: text. */
  kinds?: readonly ColumnKind[];
  /** Colours a cell, given as it is shown; the headings are row -1. Default: no colours. */
  paintCell?: (shown: string, row: number, column: number) => string;
}

/**
 * Lays out rows under headings, for a terminal. The cells must be escaped already. A table is never wider than the terminal:
 * columns shrink, the widest first and ids last, and what does not fit ends with `…`.
 */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { width, kinds = [], paintCell = (shown) => shown }: Layout = {},
): string {
  const lines = [headings, ...rows];
  const natural = headings.map((_, column) => widthOfColumn(lines, column));
  const cellWidths = headings.map((_, column) => widthOfColumn(rows, column));
  const widths = width === undefined ? natural : fitted(natural, cellWidths, width, kinds);
  return lines
    .map((cells, line) =>
      cells
        .map((cell, column) => {
          const own = widths[column] ?? 0;
          const shown = paintCell(width === undefined ? cell : cut(cell, own), line - 1, column);
          return padded(shown, own, kinds[column] === 'number');
        })
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

function widthOfColumn(lines: readonly (readonly string[])[], column: number): number {
  return lines.reduce(
    (widest, cells) => Math.max(widest, Math.min(WIDEST, textWidth(cells[column] ?? ''))),
    0,
  );
}

function padded(cell: string, width: number, isRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(cell)));
  return isRight ? space + cell : cell + space;
}

/** Shrinks columns until they fit: first those whose heading is wider than their cells, then those that are no ids, then ids too, and at last below the usual minimum. */
function fitted(
  natural: readonly number[],
  cells: readonly number[],
  width: number,
  kinds: readonly ColumnKind[],
): number[] {
  const widths = [...natural];
  const room = width - GAP.length * (widths.length - 1);
  const steps: [canShrink: (column: number) => boolean, least: number][] = [
    [(column) => (widths[column] ?? 0) > (cells[column] ?? 0), NARROWEST],
    [(column) => kinds[column] === undefined || kinds[column] === 'text', NARROWEST],
    [(column) => kinds[column] !== 'id', NARROWEST],
    [() => true, NARROWEST],
    [() => true, 1],
  ];
  for (const [canShrink, least] of steps) {
    let excess = widths.reduce((sum, one) => sum + one, 0) - room;
    for (; excess > 0; excess--) {
      const candidates = widths.flatMap((one, column) => (canShrink(column) && one > least ? [column] : []));
      const [first, ...others] = candidates;
      if (first === undefined) break;
      const widest = others.reduce(
        (best, one) => ((widths[one] ?? 0) > (widths[best] ?? 0) ? one : best),
        first,
      );
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
    if (excess <= 0) break;
  }
  return widths;
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
