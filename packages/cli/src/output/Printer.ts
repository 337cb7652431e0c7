import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import { escapeControls, escapeLine } from '../terminal/escapeControls.ts';
import { fitted, pasteable } from '../terminal/message.ts';
import { harmlessJSON, toJSON } from '../terminal/toJSON.ts';
import type { Cell } from './Cell.ts';
import type { JqFilter } from './JqFilter.ts';
import { pickFields } from './pickFields.ts';
import { writeText } from './writeText.ts';

/** How a command prints its result. */
export interface OutputFormat {
  /** Whether to print JSON in place of text. */
  readonly json: boolean;
  /** The fields to print, as paths: `status.phase` is `['status', 'phase']`. `undefined` prints all. */
  readonly fields?: readonly (readonly string[])[] | undefined;
  /** Whether the contract describes these fields: a record without one is no mistake. */
  readonly areFieldsKnown?: boolean;
  /** The filter for the JSON. */
  readonly filter?: JqFilter | undefined;
}

/** The options about output, as clipanion parses them. */
interface OutputFlags {
  /** `--json`, `--json=fields` or `--no-json`; the last one of a command line. */
  json: string | boolean | undefined;
  /** `--jq`. */
  jq: string | undefined;
}

/** One column of a table: its heading, its cells, and what they hold. Default: an id under `ID`, else by the values. */
type Column<T> = readonly [heading: string, cell: (row: T) => Cell, holds?: 'text' | 'bytes'];

/**
 * Writes the output of a command. Data goes to standard output, messages to standard error: as tables on a terminal, as
 * tab-separated lines in a pipe, and as one exact JSON document with `--json`.
 */
export class Printer {
  readonly #context: Context;
  readonly #format: OutputFormat;
  #hasNoted = false;

  constructor(context: Context, format: OutputFormat) {
    this.#context = context;
    this.#format = format;
  }

  /** Whether to print JSON. */
  get json(): boolean {
    return this.#format.json;
  }

  /** Whether standard output is a terminal. `MI_FORCE_TTY` says so for a program in between. */
  get terminal(): boolean {
    return this.#context.stdout.isTTY === true || !!this.#context.env['MI_FORCE_TTY'];
  }

  /** The width of the terminal, in columns; `undefined` if standard output is none. */
  get columns(): number | undefined {
    const { isTTY, columns } = this.#context.stdout;
    return isTTY === true && columns ? columns : undefined;
  }

  /** Writes a list; `empty` is the message on a terminal if there is nothing. */
  async table<T>(rows: readonly T[], columns: readonly Column<T>[], empty: string): Promise<void> {
    if (this.json) return this.document(rows);
    if (rows.length === 0) return this.terminal ? this.note(empty) : undefined;
    const values = rows.map((row) => columns.map(([, cell]) => cell(row)));
    if (!this.terminal) {
      return this.#write(
        values.map((row) => row.map((cell) => escapeLine(String(cell ?? ''))).join('\t')).join('\n'),
      );
    }
    const { terminalTable } = await import('./terminalTable.ts');
    const { stdout, colorDepth } = this.#context;
    const described = columns.map(([heading, , holds]) => ({ heading: escapeLine(heading), holds }));
    await this.#page(terminalTable(described, values, { width: stdout.columns, isColored: colorDepth > 1 }));
  }

  /** Writes one record, a field on each line; fields that are `undefined` are left out. */
  async fields(value: unknown, fields: Readonly<Record<string, Cell>>): Promise<void> {
    if (this.json) return this.document(value);
    // The platform may have chosen the names, such as those of variables.
    const rows = Object.entries(fields)
      .filter(([, cell]) => cell !== undefined && cell !== '')
      .map(([name, cell]): [string, Cell] => [escapeLine(name), cell]);
    if (!this.terminal)
      return this.#write(rows.map(([name, cell]) => `${name}\t${escapeLine(String(cell ?? ''))}`).join('\n'));
    const { terminalFields } = await import('./terminalTable.ts');
    const { stdout, colorDepth } = this.#context;
    await this.#page(terminalFields(rows, { width: stdout.columns, isColored: colorDepth > 1 }));
  }

  /** Writes one JSON document: indented on a terminal, one line in a pipe. */
  async document(value: unknown): Promise<void> {
    await this.#page(this.#documentText(value));
  }

  /** Writes one JSON document of several, each on a line of its own. */
  line(value: unknown): void {
    const picked = this.#picked(value);
    if (this.#format.filter) this.#write(this.#filtered(JSON.stringify(picked) ?? 'null', false));
    else this.#write(toJSON(picked));
  }

  /** Writes JSON as it was received, with all digits of long numbers; on a terminal it is indented. */
  async received(json: string): Promise<void> {
    if (this.#format.fields) await this.document(JSON.parse(json));
    else if (this.#format.filter) await this.#page(this.#filtered(json, this.terminal));
    else if (this.terminal) await this.document(JSON.parse(json));
    else this.#write(harmlessJSON(json.trim()));
  }

  /** Writes a short text, or `value` with `--json`. */
  text(text: string, value: unknown): void {
    if (this.json) this.#write(this.#documentText(value));
    else this.#write(fitted(escapeControls(text), this.#context.stdout));
  }

  /** Writes a text that may be long, or `value` with `--json`: a terminal shows it in a pager. */
  async longText(text: string, value: unknown): Promise<void> {
    if (this.json) await this.document(value);
    else await this.#page(fitted(escapeControls(text), this.#context.stdout));
  }

  /** Writes a text for another program, such as a configuration: no line of it is broken. With `--json`, writes `value`. */
  async file(text: string, value: unknown): Promise<void> {
    if (this.json) await this.document(value);
    else await this.#page(escapeControls(text));
  }

  /** Reports success in one line on standard error; with `--json`, writes `value` to standard output. */
  done(message: string, value: unknown): void {
    if (this.json) this.#write(this.#documentText(value));
    else this.note(escapeLine(message));
  }

  /** Writes a message to standard error. Its command lines can be pasted where `mi` was started. */
  note(message: string): void {
    const { stderr, env } = this.#context;
    stderr.write(`${fitted(escapeControls(pasteable(message, env)), stderr)}\n`);
  }

  /** Returns a document as JSON, or the result of the filter of `--jq`. */
  #documentText(value: unknown): string {
    const picked = this.#picked(value);
    if (this.#format.filter) return this.#filtered(JSON.stringify(picked) ?? 'null', this.terminal);
    return toJSON(picked, this.terminal ? 2 : undefined);
  }

  /** Runs the filter of `--jq`. A string is returned as text, anything else as JSON. */
  #filtered(json: string, indented: boolean): string {
    const results = (this.#format.filter?.run(json) ?? []).map((result) => {
      if (result.startsWith('"')) return escapeControls(JSON.parse(result));
      return indented ? toJSON(JSON.parse(result), 2) : harmlessJSON(result);
    });
    return results.map((result) => `${result}\n`).join('');
  }

  /** Picks the fields of `--json=fields`. Notes a field that no record has, unless the contract knows it: it may be mistyped. */
  #picked(value: unknown): unknown {
    const { fields, areFieldsKnown } = this.#format;
    if (!fields) return value;
    const picked = pickFields(value, fields);
    if (picked.missing.length > 0 && picked.known.length > 0 && !areFieldsKnown && !this.#hasNoted) {
      this.#hasNoted = true;
      this.note(
        escapeLine(`note: no field ${picked.missing.join(', ')} here; there are ${picked.known.join(', ')}`),
      );
    }
    return picked.value;
  }

  #write(text: string): void {
    if (text !== '') this.#context.stdout.write(withLineEnd(text));
  }

  async #page(text: string): Promise<void> {
    if (text !== '') await writeText(withLineEnd(text), this.#context);
  }
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/**
 * Decides how a command prints its result. `--jq` and `--json` come before the variable `MI_OUTPUT`. Loads jq only for `--jq`.
 *
 * @throws {@link UsageError} when the options contradict each other, a filter is wrong, or `MI_OUTPUT` decides and is
 * neither `json` nor `text`.
 */
export async function outputFormat({ json, jq }: OutputFlags, env: Context['env']): Promise<OutputFormat> {
  const fields = typeof json === 'string' ? fieldsOf(json) : undefined;
  if (jq === undefined) return { json: json === undefined ? variable(env) : json !== false, fields };
  if (json === false) {
    throw new UsageError('--jq filters JSON, and --no-json asks for text', {
      hint: 'Leave one of them out.',
    });
  }
  const { JqFilter } = await import('./JqFilter.ts');
  return { json: true, fields, filter: await JqFilter.compile(jq) };
}

function fieldsOf(list: string): string[][] {
  const names = list.split(',').map((name) => name.trim());
  const fields = names.map((name) => name.split('.'));
  if (fields.every((path) => path.every((part) => part !== ''))) return fields;
  throw new UsageError(`--json takes names of fields, not ${JSON.stringify(list)}`, {
    hint: 'Write them with commas between: --json=id,name',
  });
}

function variable(env: Context['env']): boolean {
  const value = env['MI_OUTPUT'] || 'text';
  if (value === 'json' || value === 'text') return value === 'json';
  throw new UsageError(`MI_OUTPUT must be json or text, not ${JSON.stringify(value)}`, {
    hint: 'Set MI_OUTPUT=json to get JSON from every command, or unset it; --json and --no-json override it.',
  });
}
