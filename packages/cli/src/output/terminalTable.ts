import { escapeControls, escapeLine } from '../terminal/escapeControls.ts';
import { byteSize, relativeTime } from '../terminal/humanize.ts';
import { type ColumnKind, renderTable } from '../terminal/renderTable.ts';
import { BOLD, paint, styleOfState } from '../terminal/styles.ts';
import { textWidth } from '../terminal/textWidth.ts';
import { hang } from '../terminal/wrap.ts';
import type { Cell } from './Cell.ts';

/** A column as a command describes it. */
interface Described {
  heading: string;
  holds: 'text' | 'bytes' | undefined;
}

/** The terminal to lay out for. */
interface Terminal {
  width: number | undefined;
  isColored: boolean;
}

/** Lays out a list for a person: times and sizes in words, numbers on the right, states in colour. */
export function terminalTable(
  columns: readonly Described[],
  rows: readonly (readonly Cell[])[],
  { width, isColored }: Terminal,
): string {
  const kinds = columns.map(({ heading, holds }, column) =>
    kindOf(
      heading,
      holds,
      rows.map((row) => row[column]),
    ),
  );
  const cells = rows.map((row) => row.map((cell, column) => humanCell(cell, columns[column]?.holds)));
  const paintCell = (shown: string, row: number, column: number): string => {
    if (row < 0) return paint(shown, BOLD, isColored);
    const style = isState(columns[column]?.heading ?? '')
      ? styleOfState(cells[row]?.[column] ?? '')
      : undefined;
    return style ? paint(shown, style, isColored) : shown;
  };
  return renderTable(
    columns.map(({ heading }) => heading),
    cells,
    { width, kinds, paintCell },
  );
}

/** Lays out a record for a person, a field on each line. Long values go on below themselves. */
export function terminalFields(
  fields: readonly (readonly [name: string, cell: Cell])[],
  { width, isColored }: Terminal,
): string {
  const names = Math.max(0, ...fields.map(([name]) => textWidth(name)));
  return fields
    .map(([name, cell]) => {
      const text = escapeControls(String(cell ?? ''));
      const when = relativeTime(text);
      const style = isState(name) ? styleOfState(text) : undefined;
      const shown = when === undefined || text.startsWith(when) ? text : `${text} (${when})`;
      const value = style ? paint(shown, style, isColored) : shown;
      const gap = ' '.repeat(names + 2 - textWidth(name));
      return hang(paint(name, BOLD, isColored) + gap, value, width);
    })
    .join('\n');
}

function kindOf(heading: string, holds: Described['holds'], cells: readonly Cell[]): ColumnKind {
  if (holds === 'bytes') return 'number';
  if (/(^|[ _])(id|key)$/i.test(heading)) return 'id';
  const given = cells.filter((cell) => cell !== undefined && cell !== '');
  return given.length > 0 && given.every((cell) => typeof cell === 'number') ? 'number' : 'text';
}

function humanCell(cell: Cell, holds: Described['holds']): string {
  if (holds === 'bytes' && typeof cell === 'number') return byteSize(cell);
  const text = escapeLine(String(cell ?? ''));
  return relativeTime(text) ?? text;
}

function isState(name: string): boolean {
  return /^(status|phase|state)$/i.test(name);
}
