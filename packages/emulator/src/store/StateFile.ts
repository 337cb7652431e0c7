import { createHash } from 'node:crypto';
import { MitosisError } from '@mitosislabs/auth/errors';
import { brokenColumn } from './brokenColumn.ts';
import type { Database, SqlValue, TableDefinition } from './Database.ts';
import { LAYOUT_VERSION } from './data/migrations.ts';

const FORMAT = 'mitosis-emulator';
const NEWLINE = 10;

/** Columns that say what a running process does. They are null in an export, so that equal states have equal exports. */
const OF_THE_PROCESS: Readonly<Record<string, readonly string[]>> = { agents: ['last_seen', 'metered_at'] };

/** The rows of a table. Each has a value for each column. */
interface TableRows {
  readonly table: TableDefinition;
  readonly rows: SqlValue[][];
}

/**
 * Writes the state as lines of JSON: a head with the version and a hash of the rest, and for each table a line with its
 * columns and a line for each row, in the order in which they were inserted. Bytes are in base64.
 *
 * @param isOmitted - Selects rows that are left out.
 */
export function exportState(
  db: Database,
  isOmitted: (table: string, row: Readonly<Record<string, SqlValue>>) => boolean,
): Uint8Array {
  const pieces: Buffer[] = [];
  const hash = createHash('sha256');
  const write = (value: unknown): void => {
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    pieces.push(line);
    hash.update(line);
  };
  for (const { name, columns, isState } of db.tables) {
    if (!isState) continue;
    write({ table: name, columns });
    for (const row of db.rows(name)) {
      if (isOmitted(name, row)) continue;
      write(columns.map((column) => (OF_THE_PROCESS[name]?.includes(column) ? null : toJson(row[column]))));
    }
  }
  const head = { format: FORMAT, version: LAYOUT_VERSION, sha256: hash.digest('hex') };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...pieces]);
}

/**
 * Reads an exported state.
 *
 * @throws {@link MitosisError} `export_invalid` when it is none or is damaged, `export_too_new` when a later version wrote it.
 */
export function parseState(exported: Uint8Array, tables: readonly TableDefinition[]): TableRows[] {
  const bytes = Buffer.from(exported.buffer, exported.byteOffset, exported.byteLength);
  const end = bytes.indexOf(NEWLINE);
  const head = Object(parseLine(bytes.subarray(0, Math.max(end, 0)))) as Readonly<Record<string, unknown>>;
  if (head['format'] !== FORMAT || typeof head['version'] !== 'number') {
    throw invalid('This is not an exported state of the emulator.');
  }
  if (head['version'] > LAYOUT_VERSION) throw tooNew(head['version']);
  const rest = bytes.subarray(end + 1);
  if (head['sha256'] !== createHash('sha256').update(rest).digest('hex') || head['version'] < 1) {
    throw invalid('This exported state is damaged: its content is not what was written.');
  }
  const parsed: TableRows[] = [];
  for (const line of linesOf(rest)) {
    const value = parseLine(line);
    if (!Array.isArray(value)) parsed.push({ table: tableOf(Object(value), tables), rows: [] });
    else addRow(parsed.at(-1), value);
  }
  const missing = tables.find(
    ({ name, isState }) => isState && !parsed.some(({ table }) => table.name === name),
  );
  if (missing) throw invalid(`This exported state is damaged: it has no table ${missing.name}.`);
  parsed.forEach(requireContent);
  return parsed;
}

/** Inserts exported rows into empty tables, within {@link Database.replace}. Refuses rows that contradict each other. */
export function insertState(db: Database, state: readonly TableRows[]): void {
  try {
    for (const { table, rows } of state) {
      const marks = table.columns.map(() => '?').join(', ');
      const sql = `INSERT INTO ${table.name} (${table.columns.join(', ')}) VALUES (${marks})`;
      for (const row of rows) db.run(sql, ...row);
    }
  } catch (cause) {
    if (Reflect.get(Object(cause), 'code') === 'SQLITE_FULL') throw cause;
    throw invalid('This exported state is damaged: a row does not fit its table.', cause);
  }
  const [broken] = db.all<{ table: string }>('PRAGMA foreign_key_check');
  if (broken)
    throw invalid(`This exported state is damaged: a row of ${broken.table} has lost what it refers to.`);
}

/** Refuses rows that fit their tables, and that no handler could show: lists would answer 500 until they were gone. */
function requireContent({ table: { name, columns }, rows }: TableRows): void {
  for (const [index, row] of rows.entries()) {
    const column = brokenColumn(name, columns, row);
    if (column === undefined) continue;
    throw invalid(
      `This exported state is damaged: row ${index + 1} of ${name} has a ${column} that this version cannot read.`,
    );
  }
}

function* linesOf(bytes: Buffer): Generator<Buffer, void, undefined> {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start);
    yield bytes.subarray(start, end === -1 ? bytes.length : end);
    start = end === -1 ? bytes.length : end + 1;
  }
}

function parseLine(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}

/** The table of a line with columns. Its columns must be the known ones: names go into SQL. */
function tableOf(line: object, tables: readonly TableDefinition[]): TableDefinition {
  const { table: name, columns } = line as { table?: unknown; columns?: unknown };
  const table = tables.find((known) => known.isState && known.name === name);
  if (table && JSON.stringify(columns) === JSON.stringify(table.columns)) return table;
  throw invalid('This exported state is damaged: it has a table that this version does not know.');
}

function addRow(rows: TableRows | undefined, values: unknown[]): void {
  if (values.length !== rows?.table.columns.length) {
    throw invalid('This exported state is damaged: a row does not fit its table.');
  }
  rows.rows.push(values.map(fromJson));
}

function toJson(value: SqlValue | undefined): unknown {
  return ArrayBuffer.isView(value) ? { base64: Buffer.from(value).toString('base64') } : value;
}

function fromJson(value: unknown): SqlValue {
  const bytes: unknown = Reflect.get(Object(value), 'base64');
  return typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : (value as SqlValue);
}

function invalid(message: string, cause?: unknown): MitosisError {
  return new MitosisError(message, {
    code: 'export_invalid',
    hint: 'Nothing was changed. Import the file that `export` wrote, unchanged.',
    cause,
  });
}

function tooNew(version: number): MitosisError {
  return new MitosisError(
    `A later version of the emulator exported this state: it has version ${version}, and this emulator reads up to ${LAYOUT_VERSION}.`,
    {
      code: 'export_too_new',
      hint: 'Nothing was changed. Update @mitosislabs/emulator, or export again with this version.',
    },
  );
}
