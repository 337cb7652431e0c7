import { expectTypeOf, test } from 'vitest';
import type { Columns, Table } from './Table.ts';

interface Row {
  id: string;
  count: number;
  note: string | null;
  kind: 'a' | 'b';
}

test('default: has a column of its type for each field', () => {
  const columns: Columns<Row> = {
    id: 'TEXT PRIMARY KEY',
    count: 'INTEGER NOT NULL',
    note: 'TEXT',
    kind: 'TEXT NOT NULL REFERENCES kinds',
  };
  expectTypeOf(columns).toEqualTypeOf<Columns<Row>>();
  expectTypeOf<ReturnType<Table<Row>['find']>>().toEqualTypeOf<Row | undefined>();
});

test('error: refuses wrong types, nulls and missing columns', () => {
  const rest = { id: 'TEXT PRIMARY KEY', count: 'INTEGER NOT NULL', kind: 'TEXT NOT NULL' } as const;
  // @ts-expect-error a number is not kept as text
  const wrong: Columns<Row> = { ...rest, note: 'TEXT', count: 'TEXT NOT NULL' };
  // @ts-expect-error the field cannot be null
  const nullable: Columns<Row> = { ...rest, note: 'TEXT', kind: 'TEXT' };
  // @ts-expect-error the field can be null
  const strict: Columns<Row> = { ...rest, note: 'TEXT NOT NULL' };
  // @ts-expect-error there is no column for note
  const missing: Columns<Row> = rest;
  expectTypeOf([wrong, nullable, strict, missing]).toEqualTypeOf<Columns<Row>[]>();
});

test('error: refuses conditions on unknown fields and of other types', () => {
  const find = (table: Table<Row>) => [
    // @ts-expect-error there is no such field
    table.find({ name: 'a' }),
    // @ts-expect-error a count is a number
    table.find({ count: '1' }),
    // @ts-expect-error there is no such kind
    table.all({ kind: ['a', 'c'] }),
    // @ts-expect-error undefined would match nothing
    table.all({ note: undefined }),
    // @ts-expect-error a field is missing
    table.insert({ id: 'a' }),
  ];
  expectTypeOf(find).toBeFunction();
});
