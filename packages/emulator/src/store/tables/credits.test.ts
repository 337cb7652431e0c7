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

test('behavior: adds the uses of a day', () => {
  const db = new Database();
  const { usageDays } = tablesOf(db);
  db.exec('PRAGMA foreign_keys = OFF');
  const sums = { tokens: 5, core_hours: 0.5, memory_gib_hours: 1, credits: 3 };
  const row = { office_id: 'o', agent: 'aria', kind: 'task' as const, ...sums };
  const columns = ['tokens', 'core_hours', 'memory_gib_hours', 'credits'] as const;
  for (const day of [0, 0, DAY]) usageDays.add({ ...row, day }, columns);
  expect(usageDays.all({})).toEqual([
    { ...row, day: 0, tokens: 10, core_hours: 1, memory_gib_hours: 2, credits: 6 },
    { ...row, day: DAY },
  ]);
  db.close();
});

test('behavior: sums up the usage of a data folder that has no sums yet', () => {
  const db = new Database();
  const tables = tablesOf(db);
  db.exec('PRAGMA foreign_keys = OFF');
  tables.usage.insert({ ...use, id: 'a', created_at: DAY - 1 });
  tables.usage.insert({ ...use, id: 'b', created_at: DAY });
  tables.usage.insert({ ...use, id: 'c', created_at: 2 * DAY - 1, kind: 'message' });
  const { usageDays } = creditTables(db);
  const sums = () => [usageDays.totals('o'), usageDays.totals('o', DAY), usageDays.totals('other')];
  const expected = sums();
  const task = { agent: 'aria', kind: 'task', tokens: 5, core_hours: 0.5, memory_gib_hours: 1, credits: 3 };
  expect(expected[1]).toEqual([{ ...task, kind: 'message' }, task]);
  expect(expected[0]?.map(({ tokens }) => tokens)).toEqual([5, 10]);
  creditTables(db);
  // Once only.
  expect(sums()).toEqual(expected);
  db.close();
});
