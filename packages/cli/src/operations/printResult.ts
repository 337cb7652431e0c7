import type { ServerSentEvent } from '@mitosislabs/transport';
import type { Cell } from '../output/Cell.ts';
import type { Printer } from '../output/Printer.ts';
import { columnsOf } from './columnsOf.ts';
import type { Description } from './Description.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Prints the response of an operation: a list as a table, an object as a field on each line, anything else as text. With
 * `--json` it is printed as it is.
 *
 * @param subject - The office and the arguments, for the message if there is no response body.
 */
export async function printResult(
  result: unknown,
  description: Description,
  subject: Readonly<Record<string, string>>,
  out: Printer,
): Promise<void> {
  const { endpoint, done, params } = description;
  if (endpoint.responseType === 'none' || result === undefined) {
    const names = params.map(({ word }) => subject[word]).join(' ');
    return out.done(`${done ?? 'done'} ${names}`.trim(), { ...subject, done: true });
  }
  if (out.json) return out.document(result);
  const rows = rowsOf(result, description);
  if (rows) return printRows(rows, description.columns, out);
  if (typeof result !== 'object' || result === null) return out.file(String(result), result);
  return out.fields(
    result,
    Object.fromEntries(Object.entries(result).map(([name, value]) => [wordsOf(name), cellOf(value)])),
  );
}

/** Prints events as JSON lines, until the stream ends or the run is interrupted. */
export async function printStream(events: AsyncIterable<ServerSentEvent>, out: Printer): Promise<void> {
  for await (const { data, ...event } of events) out.line({ ...event, data: parsed(data) });
}

/** Returns the list that is the response, or a field of it. */
function rowsOf(result: unknown, { rows }: Description): readonly unknown[] | undefined {
  const list = rows === undefined ? result : (result as Row)[rows];
  return Array.isArray(list) ? list : undefined;
}

/**
 * Prints a list as a table.
 *
 * @param known - The fields to show. Default: chosen from the entries.
 */
export async function printRows(
  rows: readonly unknown[],
  known: readonly string[] | undefined,
  out: Printer,
): Promise<void> {
  if (!rows.every(isRow)) {
    return out.table(rows, [['VALUE', cellOf, 'text']], 'None.');
  }
  const columns = known ?? columnsOf(rows);
  await out.table(
    rows,
    columns.map((name, index) => {
      const cell = (row: Row): Cell => cellOf(row[name]);
      const heading = wordsOf(name).toUpperCase();
      return index === columns.length - 1 ? [heading, cell, 'text'] : [heading, cell];
    }),
    'None.',
  );
}

/** Prints one of the things that come one by one: as JSON, or its fields separated by tabs. */
export function printLine(value: unknown, out: Printer): void {
  const cells = isRow(value) ? columnsOf([value]).map((name) => cellOf(value[name])) : [cellOf(value)];
  const line = cells.map((cell) => String(cell ?? '').replace(/[\t\r\n]+/g, ' ')).join('\t');
  if (out.json) out.line(value);
  else out.text(line, value);
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as text: lists of plain values separated by commas, other parts as JSON. */
function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : (value as Cell);
}

/** The words of a field's name: `created_at` and `createdAt` are `created at`. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
