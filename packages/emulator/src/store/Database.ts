import Driver from 'libsql';
import { ANSWER_CHARACTERS, MEMORY_BYTES } from '../assumptions.ts';
import { ApiError } from '../errors.ts';

/** SQLite's default. */
const PAGE_BYTES = 4096;

/** A value that can be bound to a statement. */
export type SqlValue = string | number | null | Uint8Array;

/** One SQLite database: prepared statements, kept, and transactions that may nest. */
export class Database {
  readonly #driver: Driver.Database;
  readonly #file: string;
  /** The driver returns stale rows if one statement is used both to read all rows and to read the first. */
  readonly #statements = {
    first: new Map<string, Driver.Statement>(),
    all: new Map<string, Driver.Statement>(),
  };
  #afterCommit: (() => void)[] = [];
  #depth = 0;
  #open = true;

  /**
   * @param file - The file of the database. Default: in memory.
   * @param memoryBytes - How large it can grow in memory. Default: {@link MEMORY_BYTES}.
   */
  constructor(file = ':memory:', memoryBytes = MEMORY_BYTES) {
    this.#driver = new Driver(file);
    this.#file = file;
    this.#driver.exec('PRAGMA foreign_keys = ON');
    if (file === ':memory:') {
      this.#driver.exec(`PRAGMA max_page_count = ${memoryBytes / PAGE_BYTES}`);
      return;
    }
    // One emulator a folder: a second one would run the same agents twice.
    this.#driver.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL',
    );
  }

  /** Runs statements that take no values. */
  exec(sql: string): void {
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
    return this.#prepare('first', sql, values).run(values);
  }

  /** Runs `work` in a transaction, or within the one that runs already. `work` must not be asynchronous. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.exec('BEGIN IMMEDIATE');
    this.#depth++;
    let result: T;
    try {
      result = work();
      this.exec('COMMIT');
    } catch (error) {
      this.#afterCommit = [];
      this.#rollBack();
      throw isFull(error) ? new ApiError(507, 'storage_full', 'No space left on device.') : error;
    } finally {
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

  /** Closes the file. Later calls throw. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#statements.first.clear();
    this.#statements.all.clear();
    // The driver keeps the file until its statements are garbage-collected, so the lock is released by hand. That needs a
    // read, and works only outside WAL, which is written back into the file on the way.
    try {
      if (this.#file !== ':memory:') {
        this.#driver.exec(
          'PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT * FROM sqlite_schema',
        );
      }
    } catch (error) {
      // On a full disk the data stays in WAL: the next start reads it there.
      if (!isFull(error)) throw error;
    } finally {
      this.#driver.close();
    }
  }

  /** Rolls back, unless SQLite already did after the error. */
  #rollBack(): void {
    try {
      this.exec('ROLLBACK');
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

function isFull(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'SQLITE_FULL';
}
