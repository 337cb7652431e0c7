import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TASKS } from '../../assumptions.ts';
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
  expect(titles(office, { assignees: ['bo', 'aria', 'aria'] })).toEqual(['a', 'b', 'c']);
  expect(titles(office, { limit: 3 })).toEqual(['b', 'c', 'd']);
  expect(titles(office, { limit: 0 })).toEqual([]);
  expect(titles(office, { statuses: ['completed', 'running', 'queued', 'queued'], limit: 3 })).toEqual([
    'b',
    'c',
    'd',
  ]);
});

test('behavior: lists the newest tasks unless a limit asks for more', () => {
  const { db, tasks } = platform;
  db.transaction(() => {
    for (let index = 0; index <= TASKS.usual; index++) tasks.create(office, { title: String(index) });
  });
  const listed = tasks.list(office);
  expect([listed.length, listed[0]?.title, listed.at(-1)?.title]).toEqual([
    TASKS.usual,
    '1',
    String(TASKS.usual),
  ]);
  expect(tasks.list(office, { limit: TASKS.most })).toHaveLength(TASKS.usual + 1);
});

test('behavior: counts tasks once, and keeps the count through changes, failures and replaced states', () => {
  const { agents, db, lifecycle, tasks } = platform;
  lifecycle.setPhase(agents.hire(office, { name: 'aria' }), 'ready', 'ready');
  const all = vi.spyOn(db, 'all');
  const counted = () => all.mock.calls.filter(([sql]) => sql.includes('COUNT(*)')).length;
  tasks.create(office, { title: 'a' });
  expect(tasks.stats(office)).toEqual({ total: 1, queued: 1, running: 0, completed: 0, failed: 0 });
  tasks.create(office, { title: 'b' });
  tasks.claim(agents.get(office, 'aria'));
  const fails = () =>
    db.transaction(() => {
      tasks.create(office, { title: 'c' });
      expect(tasks.stats(office).total).toBe(2);
      throw new Error('no');
    });
  expect(fails).toThrow('no');
  expect(tasks.stats(office)).toEqual({ total: 2, queued: 1, running: 1, completed: 0, failed: 0 });
  expect(counted()).toBe(1);
  db.replace(() => db.exec('DELETE FROM tasks'));
  expect(tasks.stats(office).total).toBe(0);
  db.transaction(() => {
    platform.tables.tasks.insert({ ...tasks.create(office, { title: 'd' }), id: 'e' });
    expect(tasks.stats(office).total).toBe(0);
  });
  expect(tasks.stats(office).total).toBe(2);
});

test('behavior: an agent takes the most urgent of its own tasks and the free ones, then the oldest', () => {
  const { agents, lifecycle, tasks } = platform;
  for (const name of ['aria', 'bo']) lifecycle.setPhase(agents.hire(office, { name }), 'ready', 'ready');
  tasks.create(office, { title: 'of bo', assigned_to: 'bo', priority: 9 });
  tasks.create(office, { title: 'free' });
  tasks.create(office, { title: 'own', assigned_to: 'aria' });
  tasks.create(office, { title: 'urgent', priority: 1 });
  tasks.create(office, { title: 'own and urgent', assigned_to: 'aria', priority: 1 });
  tasks.create(office, { title: 'code', kind: 'code' });
  const aria = agents.get(office, 'aria');
  expect(tasks.claim(aria, 'code').title).toBe('code');
  expect([1, 2, 3, 4].map(() => tasks.claim(aria).title)).toEqual([
    'urgent',
    'own and urgent',
    'free',
    'own',
  ]);
  expect(() => tasks.claim(aria)).toThrow('There is no queued task for aria.');
});
