import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockData } from './lockData.ts';
import Sqlite from './Sqlite.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-sqlite-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('default: rows are written and read, and a closed file is not locked', () => {
  const file = join(folder, 'a.db');
  for (const expected of [0, 1]) {
    const database = new Sqlite(file);
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL');
    database.exec('CREATE TABLE IF NOT EXISTS t (id TEXT, bytes BLOB)');
    const select = database.prepare('SELECT * FROM t WHERE id = ?');
    expect([...select.iterate(['x'])]).toHaveLength(expected);
    const { changes } = database.prepare('INSERT INTO t VALUES (?, ?)').run(['x', new Uint8Array([1, 2])]);
    expect(Number(changes)).toBe(1);
    expect({ ...(select.get(['x']) as object) }).toEqual({ id: 'x', bytes: new Uint8Array([1, 2]) });
    expect(select.get(['y'])).toBeUndefined();
    // As the emulator does it: SQLite releases the lock with the next read.
    database.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT * FROM sqlite_schema');
    database.close();
  }
});

test('error: a full database and a locked one have the SQLite codes', () => {
  const file = join(folder, 'b.db');
  const first = new Sqlite(file);
  first.exec('PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE t (a); PRAGMA max_page_count = 2');
  const insert = first.prepare('INSERT INTO t VALUES (?)');
  expect(() => insert.run([new Uint8Array(100_000)])).toThrow(
    expect.objectContaining({ code: 'SQLITE_FULL' }),
  );
  const second = new Sqlite(file);
  expect(() => second.exec('CREATE TABLE u (a)')).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }));
  second.close();
  first.close();
});

test('error: a damaged file has the SQLite code', async () => {
  const file = join(folder, 'c.db');
  const database = new Sqlite(file);
  database.exec('CREATE TABLE t (a)');
  database.prepare('INSERT INTO t VALUES (?)').run([new Uint8Array(100_000)]);
  database.close();
  const bytes = await readFile(file);
  await writeFile(file, bytes.fill(0x5a, 100, 8_192));
  const damaged = new Sqlite(file);
  expect(() => damaged.exec('SELECT * FROM sqlite_schema')).toThrow(
    expect.objectContaining({ code: 'SQLITE_CORRUPT' }),
  );
  damaged.close();
  await writeFile(file, 'no database'.repeat(100));
  const other = new Sqlite(file);
  expect(() => other.exec('SELECT * FROM sqlite_schema')).toThrow(
    expect.objectContaining({ code: 'SQLITE_NOTADB' }),
  );
  other.close();
});

test('error: a data folder that another emulator uses is refused, and can be used afterwards', async () => {
  const lock = await lockData(join(folder, 'data'));
  await expect(lockData(join(folder, 'data'))).rejects.toMatchObject({ code: 'data_in_use' });
  await lock?.release();
  await (await lockData(join(folder, 'data')))?.release();
});
