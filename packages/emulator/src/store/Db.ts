import Database from 'libsql';
import { ApiError } from '../ApiError.ts';
import { ANSWER_CHARACTERS, MEMORY_BYTES } from '../assumptions.ts';

/** SQLite's default. */
const PAGE_BYTES = 4096;

/** What can be bound to a statement. */
export type SqlValue = string | number | null | Uint8Array;

/** One SQLite database: prepared statements, kept, and transactions that may nest. */
export class Db {
  readonly #database: Database.Database;
  readonly #file: string;
  readonly #statements = new Map<string, Database.Statement>();
  #afterCommit: (() => void)[] = [];
  #depth = 0;
  #open = true;

  /**
   * @param file - The file to keep it in. Default: in memory.
   * @param memoryBytes - How large it can grow in memory. Default: {@link MEMORY_BYTES}.
   */
  constructor(file = ':memory:', memoryBytes = MEMORY_BYTES) {
    this.#database = new Database(file);
    this.#file = file;
    this.#database.exec('PRAGMA foreign_keys = ON');
    if (file === ':memory:') {
      this.#database.exec(`PRAGMA max_page_count = ${memoryBytes / PAGE_BYTES}`);
      return;
    }
    // One emulator a folder: a second one would run the same agents twice.
    this.#database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL',
    );
  }

  /** Creates tables and indexes. */
  define(sql: string): void {
    this.#database.exec(sql);
  }

  /** The first row, if there is one. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    const row = this.#prepare(sql).get(bindable(values)) as (Row & { _metadata?: unknown }) | undefined;
    if (row) delete row._metadata;
    return row;
  }

  /**
   * All rows; 413 when they are more than one answer can hold. Not for bytes: the driver gives them in another form than
   * `get` does.
   */
  all<Row extends object>(sql: string, ...values: SqlValue[]): Row[] {
    const rows: Row[] = [];
    let room: number = ANSWER_CHARACTERS;
    // Runs to the end, even without room: an unfinished statement would keep its lock.
    for (const row of this.#prepare(sql).iterate(bindable(values)) as Iterable<Row>) {
      for (const value of Object.values(row)) if (typeof value === 'string') room -= value.length;
      if (room < 0) rows.length = 0;
      else rows.push(row);
    }
    if (room >= 0) return rows;
    throw new ApiError(413, 'list_too_large', 'There is more than one answer can hold: ask for less.');
  }

  /** Changes rows, and says how many. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#prepare(sql).run(bindable(values)).changes;
  }

  /** Adds a row, and gives back its number. */
  insert<Row extends object>(table: string, row: Row): number {
    const columns = columnsOf(row);
    const marks = columns.map(() => '?').join(', ');
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`;
    return Number(this.#prepare(sql).run(bindable(valuesOf(row, columns))).lastInsertRowid);
  }

  /** Changes some columns of the row with that id. */
  update<Row extends object>(table: string, id: string, changes: Partial<Row>): void {
    const columns = columnsOf(changes);
    if (columns.length === 0) return;
    const sets = columns.map((column) => `${column} = ?`).join(', ');
    this.run(`UPDATE ${table} SET ${sets} WHERE id = ?`, ...valuesOf(changes, columns), id);
  }

  /** Does it all or nothing. `work` must not wait for anything. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.define('BEGIN IMMEDIATE');
    this.#depth++;
    let result: T;
    try {
      result = work();
      this.define('COMMIT');
    } catch (error) {
      this.#afterCommit = [];
      this.#rollBack();
      throw isFull(error) ? new ApiError(507, 'storage_full', 'No space left on device.') : error;
    } finally {
      this.#depth--;
    }
    const told = this.#afterCommit;
    this.#afterCommit = [];
    for (const tell of told) tell();
    return result;
  }

  /** Runs `tell` when what happens now is certain: after the transaction, or at once when there is none. */
  afterCommit(tell: () => void): void {
    if (this.#depth > 0) this.#afterCommit.push(tell);
    else tell();
  }

  /** Lets go of the file; nothing can be asked any more. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#statements.clear();
    // The driver keeps the file until its statements are collected as garbage; so the lock is given up by hand. That
    // needs a read, and works only out of WAL, which is written back into the file on the way.
    try {
      if (this.#file !== ':memory:') {
        this.#database.exec(
          'PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT * FROM sqlite_schema',
        );
      }
    } catch (error) {
      // On a full disk all stays where it is, in WAL: the next start reads it there.
      if (!isFull(error)) throw error;
    } finally {
      this.#database.close();
    }
  }

  /** Rolls back, unless SQLite already did after the error. */
  #rollBack(): void {
    try {
      this.define('ROLLBACK');
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error;
    }
  }

  #prepare(sql: string): Database.Statement {
    // The driver goes on with statements of a closed database.
    if (!this.#open) throw new Error('The database is closed.');
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'SQLITE_FULL';
}

/** The columns of a row: names from this code, never from a request. */
function columnsOf(row: object): string[] {
  return Object.keys(row).map((column) => {
    if (!/^[a-z_]+$/.test(column)) throw new TypeError('A column has a name that no column has.');
    return column;
  });
}

function valuesOf(row: object, columns: string[]): SqlValue[] {
  return columns.map((column) => Reflect.get(row, column));
}

/** The driver ends the whole process on a boolean or an object, and takes a lone argument for named parameters. */
function bindable(values: SqlValue[]): SqlValue[] {
  for (const value of values) {
    if (value === null || typeof value === 'string' || ArrayBuffer.isView(value)) continue;
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    throw new TypeError(`${typeof value === 'number' ? value : `A ${typeof value}`} cannot be stored.`);
  }
  return values;
}
