import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Db, type SqlValue } from './Db.ts';

let db: Db;
beforeEach(() => {
  db = new Db();
  db.define('CREATE TABLE t (id TEXT PRIMARY KEY, number REAL, bytes BLOB) STRICT');
});
afterEach(() => db.close());

const count = () => db.get<{ n: number }>('SELECT COUNT(*) AS n FROM t')?.n;

describe('Db', () => {
  test('default: what is written is read', () => {
    db.insert('t', { id: 'a', number: 1.5, bytes: Uint8Array.of(0, 1, 2) });
    db.insert('t', { id: 'b', number: null, bytes: new Uint8Array() });
    expect(db.get('SELECT id, number FROM t WHERE id = ?', 'a')).toEqual({ id: 'a', number: 1.5 });
    expect(new Uint8Array(db.get<{ bytes: Uint8Array }>('SELECT bytes FROM t')?.bytes ?? [])).toEqual(
      Uint8Array.of(0, 1, 2),
    );
    db.update<{ number: number | null }>('t', 'b', { number: 7 });
    expect(db.all('SELECT id, number FROM t ORDER BY id')).toEqual([
      { id: 'a', number: 1.5 },
      { id: 'b', number: 7 },
    ]);
    expect(db.get('SELECT * FROM t WHERE id = ?', 'none')).toBeUndefined();
    expect(db.run('DELETE FROM t')).toBe(2);
  });

  test('behavior: a transaction is all or nothing, and tells only of what is certain', () => {
    const told: string[] = [];
    expect(() =>
      db.transaction(() => {
        db.insert('t', { id: 'a' });
        db.afterCommit(() => told.push('a'));
        throw new Error('no');
      }),
    ).toThrow('no');
    expect([count(), told]).toEqual([0, []]);
    db.transaction(() => {
      db.transaction(() => db.insert('t', { id: 'b' }));
      db.afterCommit(() => told.push(`b of ${count()}`));
      expect(told).toEqual([]);
    });
    db.afterCommit(() => told.push('at once'));
    expect(told).toEqual(['b of 1', 'at once']);
  });

  test.each([true, undefined, Number.NaN, {}, [1], 1n])(
    'error: %s cannot be stored, and does not end the process',
    (value) => {
      expect(() => db.run('INSERT INTO t (id) VALUES (?)', value as SqlValue)).toThrow(TypeError);
      expect(() => db.insert('t', { id: value })).toThrow(TypeError);
    },
  );

  test('error: names of columns come from code', () => {
    expect(() => db.insert('t', { 'id) VALUES (1); --': 'a' })).toThrow(TypeError);
  });

  test('error: a write that does not fit is refused with 507 and rolled back; later writes work', () => {
    const small = new Db(undefined, 64 * 4096);
    small.define('CREATE TABLE t (id TEXT PRIMARY KEY, bytes BLOB) STRICT');
    const write = (id: string, size: number) => () => small.insert('t', { id, bytes: new Uint8Array(size) });
    small.transaction(write('a', 10_000));
    const tooMuch = () => small.transaction(() => [write('b', 10)(), write('c', 1_000_000)()]);
    expect(tooMuch).toThrow(expect.objectContaining({ status: 507, code: 'storage_full' }));
    small.transaction(write('d', 10_000));
    expect(small.all('SELECT id FROM t ORDER BY id')).toMatchObject([{ id: 'a' }, { id: 'd' }]);
    small.close();
  });

  test('error: more than one answer can hold is refused with 413, and the next answer is whole', () => {
    const number = 1;
    for (let index = 0; index < 65; index++) {
      db.insert('t', { id: String(index).padEnd(1024 * 1024, 'x'), number });
    }
    const all = () => db.all('SELECT id FROM t WHERE number = ?', number);
    expect(all).toThrow(expect.objectContaining({ status: 413, code: 'list_too_large' }));
    db.transaction(() => db.run("DELETE FROM t WHERE id LIKE '0%' OR id LIKE '1%'"));
    expect(all()).toHaveLength(53);
  });

  test('error: closed is closed', () => {
    db.close();
    db.close();
    expect(() => count()).toThrow('closed');
  });
});
