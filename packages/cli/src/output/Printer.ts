import type { Context } from '../Context.ts';
import { escapeControls, escapeLine } from '../terminal/escapeControls.ts';
import { BOLD, paint } from '../terminal/styles.ts';
import { harmlessJSON, toJSON } from '../terminal/toJSON.ts';

/** The value of a cell; `undefined` is empty. */
export type Cell = string | number | boolean | undefined;

/** One column of a table: its heading, its cells, and whether they are texts that a narrow terminal may cut. */
type Column<T> = readonly [heading: string, cell: (row: T) => Cell, isText?: 'text'];

/**
 * Writes the output of a command. Data goes to standard output, messages to standard error: as tables on a terminal, as
 * tab-separated lines in a pipe, and as one exact JSON document with `--json`.
 */
export class Printer {
  /** Whether JSON was asked for. */
  readonly json: boolean;
  readonly #context: Context;

  constructor(context: Context, json: boolean) {
    this.#context = context;
    this.json = json;
  }

  /** Whether standard output is a terminal. `MI_FORCE_TTY` says so for a program in between. */
  get terminal(): boolean {
    return this.#context.stdout.isTTY === true || !!this.#context.env['MI_FORCE_TTY'];
  }

  /** Writes a list; `empty` is the message on a terminal if there is nothing. */
  async table<T>(rows: readonly T[], columns: readonly Column<T>[], empty: string): Promise<void> {
    if (this.json) return this.document(rows);
    if (rows.length === 0) return this.terminal ? this.note(empty) : undefined;
    const cells = rows.map((row) => columns.map(([, cell]) => escapeLine(show(cell(row)))));
    if (!this.terminal) return this.#write(cells.map((row) => row.join('\t')).join('\n'));
    const { renderTable } = await import('../terminal/renderTable.ts');
    const headings = columns.map(([heading]) => this.#strong(heading));
    const width = this.#context.stdout.columns;
    this.#write(renderTable(headings, cells, { width, text: columns.findIndex(([, , isText]) => isText) }));
  }

  /** Writes one record, a field on each line; fields that are `undefined` are left out. */
  async fields(value: unknown, fields: Readonly<Record<string, Cell>>): Promise<void> {
    if (this.json) return this.document(value);
    const rows = Object.entries(fields).filter(([, cell]) => cell !== undefined && cell !== '');
    if (!this.terminal)
      return this.#write(rows.map(([name, cell]) => `${name}\t${escapeLine(show(cell))}`).join('\n'));
    const width = Math.max(...rows.map(([name]) => name.length));
    const indent = ' '.repeat(width + 2);
    const lines = rows.map(
      ([name, cell]) =>
        this.#strong(name) +
        indent.slice(name.length) +
        escapeControls(show(cell)).replaceAll('\n', `\n${indent}`),
    );
    this.#write(lines.join('\n'));
  }

  /** Writes one JSON document: indented on a terminal, one line in a pipe. */
  document(value: unknown): void {
    this.#context.stdout.write(`${toJSON(value, this.terminal ? 2 : undefined)}\n`);
  }

  /** Writes one JSON document of several, each on a line of its own. */
  line(value: unknown): void {
    this.#context.stdout.write(`${toJSON(value)}\n`);
  }

  /** Writes JSON as it was received, with all digits of long numbers; on a terminal it is indented. */
  received(json: string): void {
    if (this.terminal) this.document(JSON.parse(json));
    else this.#context.stdout.write(`${harmlessJSON(json.trim())}\n`);
  }

  /** Writes text that may have several lines, or `value` with `--json`. */
  text(text: string, value: unknown): void {
    if (this.json) this.document(value);
    else this.#write(escapeControls(text));
  }

  /** Reports success in one line on standard error; with `--json`, writes `value` to standard output. */
  done(message: string, value: unknown): void {
    if (this.json) this.document(value);
    else this.note(escapeLine(message));
  }

  /** Writes a message to standard error. */
  note(message: string): void {
    this.#context.stderr.write(`${escapeControls(message)}\n`);
  }

  #write(text: string): void {
    if (text !== '') this.#context.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  #strong(text: string): string {
    return paint(text, BOLD, this.#context.colorDepth > 1);
  }
}

function show(cell: Cell): string {
  return cell === undefined ? '' : String(cell);
}
