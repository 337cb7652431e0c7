import Driver from 'libsql';
import { ANSWER_CHARACTERS, MEMORY_BYTES } from '../assumptions.ts';
import { ApiError } from '../errors.ts';
import { forgetLocked, noteLocked } from './data/lockedFiles.ts';

/** The size of a page of a database: SQLite's default. */
export const PAGE_BYTES = 4096;

/** How much of a file is kept in memory, in KiB: SQLite's default. */
const CACHE_KIB = 2_000;
/** The same while the state is replaced. */
const REPLACING_KIB = 65_536;
/** With a commit, a longer log is written back to its file: SQLite's default. */
const LOG_PAGES = 1_000;

/** A value that can be bound to a statement. */
export type SqlValue = string | number | null | Uint8Array;

/** The definition of a table, in SQL. */
export interface TableDefinition {
  readonly name: string;
  /** The names of its columns. */
  readonly columns: readonly string[];
  /** Its columns and constraints. */
  readonly body: string;
  /** The columns of each index, by its name. */
  readonly indexes: Readonly<Record<string, string>>;
  /** Whether it is part of the state: of snapshots and exports. */
  readonly isState: boolean;
}

/** One SQLite database: prepared statements, kept, and transactions that may nest. */
export class Database {
  /** The tables that were defined. */
  readonly tables: TableDefinition[] = [];
  readonly #driver: Driver.Database;
  readonly #file: string;
  /** The driver returns stale rows if one statement is used both to read all rows and to read the first. */
  readonly #statements = {
    first: new Map<string, Driver.Statement>(),
    all: new Map<string, Driver.Statement>(),
  };
  #afterCommit: (() => void)[] = [];
  readonly #onReplaced: (() => void)[] = [];
  #generation = 0;
  #depth = 0;
  /** Whether the transaction has begun in SQLite: it does with its first write. */
  #writing = false;
  #version = 0;
  #open = true;
  #released = false;

  /**
   * @param file - The file of the database. Default: in memory.
   * @param memoryBytes - How large it can grow in memory. Default: {@link MEMORY_BYTES}.
   */
  constructor(file = ':memory:', memoryBytes = MEMORY_BYTES) {
    this.#driver = new Driver(file);
    this.#file = file;
    try {
      this.#driver.exec('PRAGMA foreign_keys = ON');
      // One emulator a folder: a second one would run the same agents twice.
      this.#driver.exec(
        file === ':memory:'
          ? `PRAGMA max_page_count = ${memoryBytes / PAGE_BYTES}`
          : 'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL',
      );
    } catch (error) {
      this.#driver.close();
      throw error;
    }
    if (file !== ':memory:') noteLocked(file, this);
  }

  /** Creates a table, unless there is one of that name. */
  define(table: TableDefinition): void {
    this.exec(createTable(table));
    this.tables.push(table);
  }

  /** Runs statements that take no values. */
  exec(sql: string): void {
    this.#beginWriting();
    this.#driver.exec(sql);
  }

  /** Reads the first row, if there is one. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    const row = this.#prepare('first', sql, values).get(values) as
      | (Row & { _metadata?: unknown })
      | undefined;
    if (row) delete row._metadata;
    return row;
  }

  /**
   * Reads all rows. Throws 413 if they are more than one response can hold. Not for bytes: the driver returns them in
   * another form than `get` does.
   */
  all<Row extends object>(sql: string, ...values: SqlValue[]): Row[] {
    const rows: Row[] = [];
    let room: number = ANSWER_CHARACTERS;
    // Runs to the end, even without room: an unfinished statement would keep its lock.
    for (const row of this.#prepare('all', sql, values).iterate(values) as Iterable<Row>) {
      for (const value of Object.values(row)) if (typeof value === 'string') room -= value.length;
      if (room < 0) rows.length = 0;
      else rows.push(row);
    }
    if (room >= 0) return rows;
    throw new ApiError(
      413,
      'list_too_large',
      'The result is larger than one response can hold: request less.',
    );
  }

  /** Runs a statement that changes rows; returns their number, and the number of the last row inserted. */
  run(sql: string, ...values: SqlValue[]): { changes: number; lastInsertRowid: number | bigint } {
    this.#beginWriting();
    return this.#prepare('first', sql, values).run(values);
  }

  /** Reads all rows of a table, in the order in which they were inserted. Of any size, and with bytes. */
  *rows(table: string): Generator<Record<string, SqlValue>, void, undefined> {
    // Not kept: an unfinished statement would be used again.
    const statement = this.#driver.prepare(`SELECT * FROM ${table} ORDER BY rowid`);
    for (const row of statement.iterate([]) as Iterable<Record<string, SqlValue | ArrayBuffer>>) {
      const values = Object.entries(row).map(([column, value]) => [column, bytesOf(value)]);
      yield Object.fromEntries(values) as Record<string, SqlValue>;
    }
  }

  /** The number of times that the state was replaced. */
  get generation(): number {
    return this.#generation;
  }

  /** Refuses to go on with work that began before the state was replaced: 409. */
  requireGeneration(generation: number): void {
    if (generation === this.#generation) return;
    throw new ApiError(
      409,
      'state_replaced',
      "The emulator's state was replaced while this request ran: nothing was written.",
    );
  }

  /** Calls a function each time the state was replaced, to forget what it keeps in memory. */
  onReplaced(forget: () => void): void {
    this.#onReplaced.push(forget);
  }

  /**
   * Replaces the state in one transaction, without checks of references. Work that began before can no longer write: see
   * {@link Database.requireGeneration}.
   */
  replace(work: () => void): void {
    // A file's changed pages are kept until the commit, which writes them to the log. Otherwise most are written two or three
    // times before this returns: to the log when the cache is full, and from the log to the file.
    this.#driver.exec(`PRAGMA cache_size = ${-REPLACING_KIB}; PRAGMA wal_autocheckpoint = 0`);
    try {
      this.withoutReferences(() =>
        this.transaction(() => {
          work();
          this.afterCommit(() => {
            this.#generation++;
            for (const forget of this.#onReplaced) forget();
          });
        }),
      );
    } finally {
      this.#driver.exec(`PRAGMA cache_size = ${-CACHE_KIB}; PRAGMA wal_autocheckpoint = ${LOG_PAGES}`);
    }
  }

  /** Runs work during which references between tables are not checked. Not within a transaction: SQLite ignores it there. */
  withoutReferences<T>(work: () => T): T {
    this.exec('PRAGMA foreign_keys = OFF');
    try {
      return work();
    } finally {
      this.exec('PRAGMA foreign_keys = ON');
    }
  }

  /**
   * Runs `work` in a transaction, or within the one that runs already. `work` must not be asynchronous. Work that only reads
   * takes no lock: nothing else can write meanwhile, in this process or in another.
   *
   * @param generation - The state that the work is for. Default: the current one.
   */
  transaction<T>(work: () => T, generation = this.#generation): T {
    this.requireGeneration(generation);
    if (this.#depth > 0) return work();
    this.#depth++;
    let result: T;
    try {
      result = work();
      if (this.#writing) this.#driver.exec('COMMIT');
    } catch (error) {
      this.#afterCommit = [];
      this.#rollBack();
      throw isFull(error) ? new ApiError(507, 'storage_full', 'No space left on device.') : error;
    } finally {
      this.#writing = false;
      this.#depth--;
    }
    const callbacks = this.#afterCommit;
    this.#afterCommit = [];
    for (const callback of callbacks) callback();
    return result;
  }

  /** Runs a callback after the transaction has been committed; at once if there is none. */
  afterCommit(callback: () => void): void {
    if (this.#depth > 0) this.#afterCommit.push(callback);
    else callback();
  }

  /** Closes the file. Later calls throw. On a full disk the data stays in WAL, and the lock stays too: see `release`. */
  close(): void {
    if (this.#released) return;
    this.#open = false;
    this.#statements.first.clear();
    this.#statements.all.clear();
    try {
      this.release();
    } catch (error) {
      if (!isFull(error)) throw error;
    }
  }

  /** Whether it is in use: not closed. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Releases the lock of a file that is closed. Throws if the disk is full. It can be called again. */
  release(): void {
    // The driver keeps the file until its statements are garbage-collected, so the lock is released by hand. That needs a
    // read, and works only outside WAL, which is written back into the file on the way.
    if (this.#file !== ':memory:') {
      this.#driver.exec(
        'PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT * FROM sqlite_schema',
      );
      forgetLocked(this);
    }
    this.#released = true;
    this.#driver.close();
  }

  /** Whether a transaction runs that has written. */
  get isWriting(): boolean {
    return this.#writing;
  }

  /** Differs after each write: a row that was read under the same version is still the same. */
  get version(): number {
    return this.#version;
  }

  /** Begins the transaction in SQLite, if one runs and has not written yet. */
  #beginWriting(): void {
    this.#version++;
    if (this.#depth === 0 || this.#writing) return;
    this.#driver.exec('BEGIN IMMEDIATE');
    this.#writing = true;
  }

  /** Rolls back, unless SQLite already did after the error. */
  #rollBack(): void {
    if (!this.#writing) return;
    this.#version++;
    try {
      this.#driver.exec('ROLLBACK');
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error;
    }
  }

  /** Prepares a statement for values. The driver ends the whole process on a boolean or an object: they are refused. */
  #prepare(use: 'first' | 'all', sql: string, values: readonly SqlValue[]): Driver.Statement {
    // The driver would run statements of a closed database.
    if (!this.#open) throw new Error('The database is closed.');
    for (const value of values) {
      if (value === null || typeof value === 'string' || ArrayBuffer.isView(value)) continue;
      if (typeof value === 'number' && Number.isFinite(value)) continue;
      throw new TypeError(`${typeof value === 'number' ? value : `A ${typeof value}`} cannot be stored.`);
    }
    const statements = this.#statements[use];
    let statement = statements.get(sql);
    if (!statement) {
      statement = this.#driver.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  }
}

/** The SQL that creates a table with its indexes, unless it exists; in another database if a prefix names one. */
export function createTable(
  { name, body, indexes }: TableDefinition,
  database = 'main',
  prefix = '',
): string {
  const statements = [`CREATE TABLE IF NOT EXISTS ${database}.${prefix}${name} (${body}) STRICT`];
  for (const [index, columns] of Object.entries(indexes)) {
    statements.push(
      `CREATE INDEX IF NOT EXISTS ${database}.${prefix}${index} ON ${prefix}${name} (${columns})`,
    );
  }
  return statements.join('; ');
}

/** The driver returns bytes as an `ArrayBuffer` when it reads several rows. */
function bytesOf(value: SqlValue | ArrayBuffer): SqlValue {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return new Uint8Array(value);
}

function isFull(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'SQLITE_FULL';
}
