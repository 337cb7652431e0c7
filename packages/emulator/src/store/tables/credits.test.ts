import { expect, test } from 'vitest';
import { Database } from '../Database.ts';
import { creditTables } from './credits.ts';
import { tablesOf } from './tables.ts';

const DAY = 86_400_000;
const use = {
  office_id: 'o',
  agent: 'aria',
  kind: 'task',
  model: null,
  input_tokens: 2,
  output_tokens: 3,
  core_hours: 0.5,
  memory_gib_hours: 1,
  credits: 3,
} as const;

test('behavior: sums up the usage of a data folder that has no sums yet', () => {
  const db = new Database();
  const tables = tablesOf(db);
  db.exec('PRAGMA foreign_keys = OFF');
  tables.usage.insert({ ...use, id: 'a', created_at: DAY - 1 });
  tables.usage.insert({ ...use, id: 'b', created_at: DAY });
  tables.usage.insert({ ...use, id: 'c', created_at: 2 * DAY - 1, kind: 'message' });
  const sums = () => [tables.usage.totals('o'), tables.usage.totals('o', DAY), tables.usage.totals('other')];
  const expected = sums();
  const task = { agent: 'aria', kind: 'task', tokens: 5, core_hours: 0.5, memory_gib_hours: 1, credits: 3 };
  expect(expected[1]).toEqual([{ ...task, kind: 'message' }, task]);
  expect(expected[0]?.map(({ tokens }) => tokens)).toEqual([5, 10]);
  db.exec('DELETE FROM usage_days');
  creditTables(db);
  creditTables(db);
  expect(sums()).toEqual(expected);
  db.close();
});
