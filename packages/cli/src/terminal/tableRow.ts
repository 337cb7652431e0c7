import { stripVTControlCharacters } from 'node:util';
import { textWidth } from './textWidth.ts';
import { wrap } from './wrap.ts';

/** Narrower columns hold no words. */
const NARROWEST = 8;
/** What stands between two columns. */
const GAP = '  ';

/** Where a cell's text stands in its column. */
type Align = 'left' | 'center' | 'right' | null;

/**
 * How wide the columns of a table are: as their widest cells where that fits, else the widest ones give up space.
 * `undefined` when there are too many for `width`.
 *
 * @param cells - The rows, the headings among them; as many cells each.
 */
export function columnWidths(cells: readonly (readonly string[])[], width: number): number[] | undefined {
  const columns = cells[0]?.length ?? 0;
  const space = width - GAP.length * (columns - 1);
  if (space < columns) return undefined;
  const widths = Array.from({ length: columns }, (_, column) =>
    cells.reduce((widest, row) => Math.max(widest, Math.min(space, textWidth(row[column] ?? ''))), 0),
  );
  for (let excess = widths.reduce((sum, one) => sum + one, 0) - space; excess > 0; excess--) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) return undefined;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** One row of a table, of as many lines as its highest cell has. What is wrapped loses its colours: they would run into its neighbours. */
export function tableRow(
  row: readonly string[],
  widths: readonly number[],
  aligns: readonly Align[],
): string {
  const cells = widths.map((width, column) => {
    const cell = row[column] ?? '';
    if (!cell.includes('\n') && textWidth(cell) <= width) return [cell];
    return wrap(stripVTControlCharacters(cell), width).split('\n');
  });
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) =>
    widths
      .map((width, column) => aligned(cells[column]?.[index] ?? '', width, aligns[column] ?? null))
      .join(GAP)
      .trimEnd(),
  ).join('\n');
}

function aligned(text: string, width: number, align: Align): string {
  const space = Math.max(0, width - textWidth(text));
  const left = align === 'right' ? space : align === 'center' ? Math.floor(space / 2) : 0;
  return ' '.repeat(left) + text + ' '.repeat(space - left);
}
