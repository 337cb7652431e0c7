import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { MitosisError } from '@mitosislabs/auth/errors';
import Driver from 'libsql';
import { Database } from '../Database.ts';
import { damaged, dataError } from './dataError.ts';
import { assertNotLocked } from './lockedFiles.ts';
import { columnsOf, LAYOUT_VERSION, migrate } from './migrations.ts';

/** `MITO`: identifies our files among those of other programs that use SQLite. */
const APPLICATION_ID = 0x4d49544f;
/** Larger files are not checked as a whole at the start, in bytes: it would take seconds. */
const CHECKED_BYTES = 64 * 1024 * 1024;
/** The length of the head of a database file, in bytes. */
const HEAD_BYTES = 100;

/**
 * Opens the database of a data folder, or one in memory. Only the owner can read the folder and the file.
 *
 * @param folder - The data folder. Default: in memory.
 * @param start - Uses the database first. If it fails, the database is closed.
 * @throws {@link MitosisError} that names the folder and says what to do.
 */
export function openDatabase<T>(folder: string | undefined, start: (db: Database) => T): T {
  if (folder === undefined) return start(new Database());
  const file = join(folder, 'emulator.db');
  let db: Database | undefined;
  try {
    makeFolder(folder);
    assertNotLocked(file);
    const size = makeFile(file);
    checkHead(file, folder, size);
    db = new Database(file);
    prepare(db, folder, size);
    const result = start(db);
    requireColumns(db, folder);
    return result;
  } catch (error) {
    closeQuietly(db);
    throw dataError(folder, error);
  }
}

/** Checks a database, and changes it to the current layout. */
function prepare(db: Database, folder: string, size: number): void {
  // Again after the head: what another process wrote last may be in its log only.
  const version = db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  const id = db.get<{ application_id: number }>('PRAGMA application_id')?.application_id ?? 0;
  requireOwn(folder, id, version);
  if (id === 0 && isForeign(db)) throw foreign(folder);
  if (size <= CHECKED_BYTES) requireIntact(db, folder);
  if (version < LAYOUT_VERSION) migrateOrExplain(db, folder, version);
  if (id !== APPLICATION_ID) db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
}

/**
 * Checks the head of the file (SQLite's file format, 1.3) before SQLite opens it, because it would change the files of others, and
 * takes a file of a few bytes for an empty database.
 */
function checkHead(file: string, folder: string, size: number): void {
  const head = Buffer.alloc(HEAD_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, head, 0, HEAD_BYTES, 0);
  } finally {
    closeSync(descriptor);
  }
  if (head.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw damaged(folder, 'emulator.db is not a database');
  }
  // The largest page size, 65,536, does not fit its field: 1 means that size.
  const pageBytes = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
  // A process that was killed while it wrote back its log left the log too.
  if (size % pageBytes !== 0 && !existsSync(`${file}-wal`)) {
    throw damaged(folder, 'emulator.db is cut off');
  }
  requireOwn(folder, head.readInt32BE(68), head.readInt32BE(60));
}

/** Refuses files of other programs, and those of later versions. */
function requireOwn(folder: string, id: number, version: number): void {
  if (id !== APPLICATION_ID && (id !== 0 || version !== 0)) throw foreign(folder);
  if (version > LAYOUT_VERSION) throw tooNew(folder, version);
}

function foreign(folder: string): MitosisError {
  return new MitosisError(`The file ${join(folder, 'emulator.db')} belongs to another program.`, {
    code: 'data_unreadable',
    hint: 'Name another folder.',
  });
}

/** Whether a database without a version has tables, and none of ours. */
function isForeign(db: Database): boolean {
  const tables = db.get<{ count: number }>('SELECT COUNT(*) AS count FROM sqlite_schema')?.count ?? 0;
  return tables > 0 && columnsOf(db, 'offices').length === 0;
}

function requireIntact(db: Database, folder: string): void {
  const [problem] = db.all<{ quick_check: string }>('PRAGMA quick_check(1)');
  if (problem?.quick_check !== 'ok') throw damaged(folder, problem?.quick_check ?? 'it cannot be checked');
}

/** Refuses tables without a column that the code uses: requests would fail one by one. */
function requireColumns(db: Database, folder: string): void {
  for (const { name, columns } of db.tables) {
    const known = columnsOf(db, name);
    const missing = columns.find((column) => !known.includes(column));
    if (missing !== undefined) throw damaged(folder, `the table ${name} has no column ${missing}`);
  }
}

function migrateOrExplain(db: Database, folder: string, version: number): void {
  try {
    migrate(db, version);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MitosisError(
      `The emulator's data in ${folder} could not be brought to the layout of this version: ${reason}`,
      {
        code: 'data_not_migrated',
        hint: 'The data was left as it was. Use it with the version that wrote it, or name another folder.',
        cause,
      },
    );
  }
}

function tooNew(folder: string, version: number): MitosisError {
  return new MitosisError(
    `A later version of the emulator wrote the data in ${folder}: its layout is ${version}, and this version reads up to ${LAYOUT_VERSION}.`,
    {
      code: 'data_too_new',
      hint: 'The data was left as it is. Update @mitosislabs/emulator (or mi), or name another folder.',
    },
  );
}

/**
 * Creates the file unless there is one, and returns its size. It appears whole, under its name: an empty file is a damaged
 * one. It has agents' private keys, so it must not be readable by others, not even for a moment.
 */
function makeFile(file: string): number {
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}`;
    closeSync(openSync(draft, 'w', 0o600));
    try {
      const driver = new Driver(draft);
      try {
        driver.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
      } finally {
        driver.close();
      }
      linkSync(draft, file);
    } catch (error) {
      // Another process was faster.
      if (Reflect.get(Object(error), 'code') !== 'EEXIST') throw error;
    } finally {
      unlinkSync(draft);
    }
  }
  // Throws for a folder, and if this user may not write.
  closeSync(openSync(file, 'r+'));
  const { size, mode, uid } = statSync(file);
  // Copied by a program that keeps no modes, for example.
  if ((mode & 0o077) !== 0 && uid === process.getuid?.()) chmodSync(file, 0o600);
  if (size === 0) throw damaged(dirname(file), 'emulator.db is empty');
  return size;
}

/** Creates a folder and those above it. Node's `recursive` never returns where no folder can be created, as in `/proc`. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'EEXIST') return;
    const above = dirname(folder);
    if (code !== 'ENOENT' || existsSync(above)) throw error;
    makeFolder(above);
    mkdirSync(folder, { mode: 0o700 });
  }
}

function closeQuietly(db: Database | undefined): void {
  try {
    db?.close();
  } catch {
    // The first error says what is wrong.
  }
}
