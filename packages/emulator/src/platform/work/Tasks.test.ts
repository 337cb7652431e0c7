import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultLimits } from '../../core/LimitSettings.ts';
import { Database } from '../../store/Database.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import { HandClock } from '../../testing/HandClock.ts';
import { Platform } from '../Platform.ts';

let platform: Platform;
let office: OfficeRow;

beforeEach(() => {
  platform = new Platform(new Database(), {
    jwtSecret: '',
    limits: { ...defaultLimits(), initialCredits: 1_000, readyAfterMs: 0 },
    dialect: 'both',
    exec: true,
    clock: new HandClock(),
  });
  office = platform.offices.create('acme', 'user');
});
afterEach(() => platform.db.close());

test('default: lists tasks by several statuses and agents, up to a limit', () => {
  const { agents, lifecycle, tasks } = platform;
  for (const name of ['aria', 'bo']) lifecycle.setPhase(agents.hire(office, { name }), 'ready', 'ready');
  for (const [title, assigned_to] of [
    ['a', 'aria'],
    ['b', 'bo'],
    ['c', 'aria'],
  ] as const) {
    tasks.create(office, { title, assigned_to });
  }
  tasks.create(office, { title: 'd' });
  const aria = agents.get(office, 'aria');
  tasks.update(office, tasks.claim(aria), { status: 'completed', result: 'done' }, aria);
  tasks.claim(agents.get(office, 'bo'));
  const titles = (...args: Parameters<typeof tasks.list>) => tasks.list(...args).map(({ title }) => title);
  expect(titles(office)).toEqual(['a', 'b', 'c', 'd']);
  expect(titles(office, { statuses: ['queued'] })).toEqual(['c', 'd']);
  expect(titles(office, { statuses: ['completed', 'running'] })).toEqual(['a', 'b']);
  expect(titles(office, { statuses: ['unknown'] })).toEqual([]);
  expect(titles(office, { assignees: ['aria'] })).toEqual(['a', 'c']);
  expect(titles(office, { assignees: ['aria', 'bo'], statuses: ['queued'] })).toEqual(['c']);
  expect(titles(office, { limit: 3 })).toEqual(['a', 'b', 'c']);
  expect(titles(office, { limit: 0 })).toEqual([]);
});
