import Driver from 'libsql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Database, type SqlValue } from './Database.ts';
import { Table } from './Table.ts';

/** A row of the table `t`. */
interface Row {
  id: string;
  number: number | null;
  bytes: Uint8Array | null;
}

const tableIn = (database: Database) =>
  new Table<Row>(database, 't', { id: 'TEXT PRIMARY KEY', number: 'REAL', bytes: 'BLOB' });

let db: Database;
let table: Table<Row>;
beforeEach(() => {
  db = new Database();
  table = tableIn(db);
});
afterEach(() => db.close());

const add = (id: string) => table.insert({ id, number: null, bytes: null });
const count = () => db.get<{ n: number }>('SELECT COUNT(*) AS n FROM t')?.n;

describe('Database', () => {
  test('behavior: commits a transaction as a whole, and notifies after the commit', () => {
    const told: string[] = [];
    expect(() =>
      db.transaction(() => {
        add('a');
        db.afterCommit(() => told.push('a'));
        throw new Error('no');
      }),
    ).toThrow('no');
    expect([count(), told]).toEqual([0, []]);
    db.transaction(() => {
      db.transaction(() => add('b'));
      db.afterCommit(() => told.push(`b of ${count()}`));
      expect(told).toEqual([]);
    });
    db.afterCommit(() => told.push('at once'));
    expect(told).toEqual(['b of 1', 'at once']);
  });

  test('behavior: work that only reads begins no transaction in SQLite', () => {
    add('a');
    const exec = vi.spyOn(Driver.prototype, 'exec');
    try {
      const { version } = db;
      expect(db.transaction(() => [count(), table.all({}).length])).toEqual([1, 1]);
      expect(() =>
        db.transaction(() => {
          count();
          throw new Error('no');
        }),
      ).toThrow('no');
      expect(exec).not.toHaveBeenCalled();
      expect(db.version).toBe(version);
      db.transaction(() => [count(), add('b'), add('c'), count()]);
      expect(exec.mock.calls).toEqual([['BEGIN IMMEDIATE'], ['COMMIT']]);
      expect(db.version).not.toBe(version);
    } finally {
      exec.mockRestore();
    }
  });

  test.each([true, undefined, Number.NaN, {}, [1], 1n])(
    'error: refuses to store %s and survives',
    (value) => {
      expect(() => db.run('INSERT INTO t (id) VALUES (?)', value as SqlValue)).toThrow(TypeError);
      expect(() => add(value as string)).toThrow(TypeError);
    },
  );

  test('error: refuses a write that does not fit with 507, rolls back and accepts later writes', () => {
    const small = new Database(undefined, 64 * 4096);
    const rows = tableIn(small);
    const write = (id: string, size: number) => () =>
      rows.insert({ id, number: null, bytes: new Uint8Array(size) });
    small.transaction(write('a', 10_000));
    const tooMuch = () => small.transaction(() => [write('b', 10)(), write('c', 1_000_000)()]);
    expect(tooMuch).toThrow(expect.objectContaining({ status: 507, code: 'storage_full' }));
    small.transaction(write('d', 10_000));
    expect(small.all('SELECT id FROM t ORDER BY id')).toMatchObject([{ id: 'a' }, { id: 'd' }]);
    small.close();
  });

  test('error: refuses results that are too large with 413; the next is complete', () => {
    const number = 1;
    for (let index = 0; index < 65; index++) {
      table.insert({ id: String(index).padEnd(1024 * 1024, 'x'), number, bytes: null });
    }
    const all = () => db.all('SELECT id FROM t WHERE number = ?', number);
    expect(all).toThrow(expect.objectContaining({ status: 413, code: 'list_too_large' }));
    db.transaction(() => db.run("DELETE FROM t WHERE id LIKE '0%' OR id LIKE '1%'"));
    expect(all()).toHaveLength(53);
  });

  test('behavior: a query reads the first row and all rows in any order', () => {
    for (const id of ['a', 'b', 'c']) add(id);
    const sql = 'SELECT id FROM t ORDER BY id LIMIT ? OFFSET ?';
    for (const offset of [0, 1, 2, 0]) {
      expect(db.all(sql, 1, offset)).toMatchObject([{ id: 'abc'[offset] }]);
      expect(db.get(sql, 1, offset)).toEqual({ id: 'abc'[offset] });
    }
    expect(db.all(sql, 3, 0)).toHaveLength(3);
  });

  test('error: refuses calls after close', () => {
    db.close();
    db.close();
    expect(() => count()).toThrow('closed');
  });
});
