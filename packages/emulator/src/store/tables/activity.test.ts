import { expect, test } from 'vitest';
import { Database } from '../Database.ts';
import { activityTables } from './activity.ts';

test.each([
  [100, ['333333', '22', '1']],
  [8, ['333333', '22']],
  [7, ['333333']],
  [5, ['333333']],
])(
  'behavior: the latest events have %i characters, but the newest is always there',
  (characters, expected) => {
    const db = new Database();
    const { events } = activityTables(db);
    db.exec('PRAGMA foreign_keys = OFF');
    for (const data of ['1', '22', '333333']) {
      events.insert({ office_id: 'o', type: 'message', data, created_at: 0 });
    }
    expect(events.latest('o', 10, characters).map(({ data }) => data)).toEqual(expected);
    db.close();
  },
);
