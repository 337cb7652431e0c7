import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Database } from './Database.ts';
import { Table, type Where } from './Table.ts';

interface Row {
  seq: number;
  name: string;
  number: number | null;
  bytes: Uint8Array | null;
}

let db: Database;
let table: Table<Row>;
beforeEach(() => {
  db = new Database();
  table = new Table<Row>(
    db,
    't',
    {
      seq: 'INTEGER PRIMARY KEY AUTOINCREMENT',
      name: 'TEXT NOT NULL UNIQUE',
      number: 'REAL',
      bytes: 'BLOB',
    },
    { indexes: { t_by_number: 'number' } },
  );
});
afterEach(() => db.close());

const add = (name: string, number: number | null = null) => table.insert({ name, number, bytes: null });
const names = (...args: Parameters<Table<Row>['all']>) => table.all(...args).map(({ name }) => name);

describe('Table', () => {
  test('default: inserts, finds, updates and deletes rows', () => {
    expect(table.insert({ name: 'a', number: 1.5, bytes: Uint8Array.of(0, 1, 2) })).toBe(1);
    expect(add('b')).toBe(2);
    const { bytes, ...first } = table.find({ name: 'a' }) ?? {};
    expect(first).toEqual({ seq: 1, name: 'a', number: 1.5 });
    expect(new Uint8Array(bytes ?? [])).toEqual(Uint8Array.of(0, 1, 2));
    expect(table.find({ name: 'b' })).toEqual({ seq: 2, name: 'b', number: null, bytes: null });
    expect(table.find({ name: 'none' })).toBeUndefined();
    expect(table.update({ name: 'b' }, { number: 7 })).toBe(1);
    expect(table.update({ name: 'b' }, {})).toBe(0);
    expect(table.find({ name: 'b' })?.number).toBe(7);
    expect(table.delete({ name: 'b' })).toBe(1);
    expect(names({})).toEqual(['a']);
  });

  test('default: applies all conditions, of every form', () => {
    for (const [name, number] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', null],
    ] as const)
      add(name, number);
    const forms: [Where<Row>, string[]][] = [
      [{ number: 2 }, ['b']],
      [{ number: null }, ['d']],
      [{ number: { '>': 1 } }, ['b', 'c']],
      [{ number: { '>=': 2 } }, ['b', 'c']],
      [{ number: { '<': 2 } }, ['a']],
      [{ number: { '<=': 2 } }, ['a', 'b']],
      [{ name: ['a', 'c', 'none'] }, ['a', 'c']],
      [{ name: [] }, []],
      [{ name: ['a', 'b'], number: { '>': 1 } }, ['b']],
    ];
    for (const [where, expected] of forms) expect([where, names(where)]).toEqual([where, expected]);
    expect(table.update({ number: { '>': 1 } }, { number: 0 })).toBe(2);
    expect(table.delete({ name: ['a', 'd'] })).toBe(2);
    expect(names({})).toEqual(['b', 'c']);
  });

  test('default: returns a range of rows in the requested order', () => {
    for (const name of ['b', 'a', 'c']) add(name);
    expect(names({})).toEqual(['b', 'a', 'c']);
    expect(names({}, { orderBy: 'name' })).toEqual(['a', 'b', 'c']);
    expect(names({}, { descending: true, limit: 1 })).toEqual(['c']);
    expect(names({}, { orderBy: 'name', limit: 1, offset: 1 })).toEqual(['b']);
    expect(table.find({}, { descending: true, offset: 1 })?.name).toBe('a');
  });

  test('default: keeps the last rows and returns the last deleted one', () => {
    for (const [name, number] of [
      ['a', 1],
      ['b', 1],
      ['c', 2],
      ['d', 1],
      ['e', 1],
    ] as const)
      add(name, number);
    expect(table.keepLast({ number: 1 }, 2)?.name).toBe('b');
    expect(names({})).toEqual(['c', 'd', 'e']);
    expect(table.keepLast({ number: 1 }, 2)).toBeUndefined();
    expect(names({})).toEqual(['c', 'd', 'e']);
  });

  test('behavior: refuses, skips or replaces a row with a known key', () => {
    add('a', 1);
    expect(() => add('a', 2)).toThrow('UNIQUE');
    table.insertIfNew({ name: 'a', number: 2, bytes: null });
    expect(table.find({ name: 'a' })).toMatchObject({ seq: 1, number: 1 });
    table.upsert({ name: 'a', number: 2, bytes: null });
    expect(table.find({ name: 'a' })).toMatchObject({ seq: 1, number: 2 });
  });

  test('behavior: creates a readable table that persists', () => {
    const schema = () => db.all<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE name LIKE 't%'");
    const before = schema();
    expect(before[0]?.sql).toBe(
      'CREATE TABLE t (seq INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, number REAL, bytes BLOB) STRICT',
    );
    add('a');
    new Table<Row>(db, 't', {
      seq: 'INTEGER PRIMARY KEY AUTOINCREMENT',
      name: 'TEXT NOT NULL UNIQUE',
      number: 'REAL',
      bytes: 'BLOB',
    });
    expect(schema()).toEqual(before);
    expect(names({})).toEqual(['a']);
  });

  test('error: refuses unknown columns and operators', () => {
    const evil = { 'name = 1; --': 'a' } as Where<Row>;
    expect(() => table.find(evil)).toThrow(TypeError);
    expect(() => table.delete(evil)).toThrow(TypeError);
    expect(() => table.update({ name: 'a' }, evil as Partial<Row>)).toThrow(TypeError);
    expect(() => table.find({ number: { '= 1 OR 1': 1 } } as unknown as Where<Row>)).toThrow(TypeError);
  });

  test('error: refuses a row without a field', () => {
    expect(() => table.insert({ name: 'a' } as Row)).toThrow(TypeError);
    expect(() => table.find({ name: undefined } as unknown as Where<Row>)).toThrow(TypeError);
  });
});
