import { stripVTControlCharacters } from 'node:util';
import { textWidth } from './textWidth.ts';
import { wrap } from './wrap.ts';

/** Narrower columns hold no words. */
const NARROWEST = 8;
/** The gap between two columns. */
const GAP = '  ';

/** The alignment of a column. */
type Align = 'left' | 'center' | 'right' | null;

/**
 * Returns the widths of a table's columns: those of the widest cells, or narrower if they do not fit. `undefined` if there are
 * too many columns.
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

/** Renders one row of a table, as high as its highest cell. Wrapped cells lose their colours, which would run into other cells. */
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
