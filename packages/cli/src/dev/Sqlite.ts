import { existsSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { BindValues, Database as WasmDatabase } from 'node-sqlite3-wasm';

const WASM = 'node-sqlite3-wasm.cjs';

/** A prepared statement. */
interface Statement {
  get(values: readonly unknown[]): unknown;
  iterate(values: readonly unknown[]): Iterable<unknown>;
  run(values: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
}

/** The common interface of the drivers. */
interface Driver {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** Whether SQLite is Node's own here: 22.13 and later. Otherwise it is compiled to WebAssembly, without system locks. */
export const isNative = nodeSqlite() !== undefined;

/**
 * SQLite without a native package. The build of `mi` replaces `libsql` with it. It has the methods of `libsql` that the
 * emulator calls.
 */
// biome-ignore lint/style/noDefaultExport: libsql has one.
export default class Sqlite {
  readonly #driver: Driver;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    this.#driver = this.#withCodes(() => openNative(file) ?? openWasm(file));
  }

  /** Runs statements that take no values. */
  exec(sql: string): void {
    this.#withCodes(() => this.#driver.exec(sql));
  }

  /** Prepares a statement. */
  prepare(sql: string): Statement {
    const statement = this.#withCodes(() => this.#driver.prepare(sql));
    return {
      get: (values) => this.#withCodes(() => statement.get(values) ?? undefined),
      iterate: (values) => this.#withCodes(() => [...statement.iterate(values)]),
      run: (values) => this.#withCodes(() => statement.run(values)),
    };
  }

  /** Closes the file. */
  close(): void {
    this.#driver.close();
  }

  /** Adds the SQLite error codes that the emulator checks. */
  #withCodes<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof Error) {
        const code = CODES.find(([message]) => error.message.includes(message))?.[1];
        const isFull = code === 'SQLITE_IOERR' && isDiskFull(this.#file);
        if (code !== undefined) Object.assign(error, { code: isFull ? 'SQLITE_FULL' : code });
      }
      throw error;
    }
  }
}

function openNative(file: string): Driver | undefined {
  const sqlite = nodeSqlite();
  if (!sqlite) return undefined;
  const database = new sqlite.DatabaseSync(file);
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return {
        get: (values) => statement.get(...values),
        iterate: (values) => statement.iterate(...values),
        run: (values) => statement.run(...values),
      };
    },
    close: () => database.close(),
  };
}

function openWasm(file: string): Driver {
  const { Database } = loadWasm();
  const database = new Database(file);
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return {
        // A statement that has rows left would keep the database from being closed.
        get: (values) => database.get(sql, values as BindValues),
        iterate: (values) => statement.iterate(values as BindValues),
        run: (values) => statement.run(values as BindValues),
      };
    },
    close: () => database.close(),
  };
}

/**
 * Loads SQLite as WebAssembly. The build puts it beside this file; in a clone it is in the package. It is compiled once, fast: V8 would
 * compile it again with its optimizing compiler, which takes longer than most runs of `mi dev`, gains nothing that was measured, and
 * lets the process wait at its end.
 */
function loadWasm(): { Database: typeof WasmDatabase } {
  const require = createRequire(import.meta.url);
  setFlagsFromString('--liftoff-only');
  try {
    return require(existsSync(new URL(WASM, import.meta.url)) ? `./${WASM}` : 'node-sqlite3-wasm');
  } finally {
    // Other libraries in this process have WebAssembly, too.
    setFlagsFromString('--no-liftoff-only');
  }
}

/** The part of `node:sqlite` that is used. The types of Node 20 do not have it. */
interface NodeSqlite {
  DatabaseSync: new (
    file: string,
  ) => {
    exec(sql: string): void;
    prepare(sql: string): {
      get(...values: readonly unknown[]): unknown;
      iterate(...values: readonly unknown[]): Iterable<unknown>;
      run(...values: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
    };
    close(): void;
  };
}

/** Loads `node:sqlite`, without the warning that it is experimental. */
function nodeSqlite(): NodeSqlite | undefined {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 13)) return undefined;
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return createRequire(import.meta.url)('node:sqlite') as NodeSqlite;
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The codes of SQLite for its messages. Neither driver gives the errors these codes. */
const CODES: readonly (readonly [message: string, code: string])[] = [
  ['database or disk is full', 'SQLITE_FULL'],
  ['database is locked', 'SQLITE_BUSY'],
  ['malformed', 'SQLITE_CORRUPT'],
  ['file is not a database', 'SQLITE_NOTADB'],
  ['disk I/O error', 'SQLITE_IOERR'],
  ['unable to open database file', 'SQLITE_CANTOPEN'],
  ['attempt to write a readonly database', 'SQLITE_READONLY'],
];

/** The smallest write of SQLite is a page or two; a disk with less than this is full, in bytes. */
const NO_SPACE = 64 * 1024;

/** Whether the disk of a file has no space left. SQLite as WebAssembly knows only that a write failed. */
function isDiskFull(file: string): boolean {
  if (file === ':memory:') return false;
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize < NO_SPACE;
  } catch {
    return false;
  }
}
