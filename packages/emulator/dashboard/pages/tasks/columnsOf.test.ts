import type { Task } from '@mitosislabs/api';
import { expect, test } from 'vitest';
import { columnsOf } from './columnsOf.ts';

const task = (id: string, status: string, more: Partial<Task> = {}): Task => ({
  id,
  office_id: 'o',
  title: id,
  status,
  created_at: '2030-01-01T00:00:00.000Z',
  ...more,
});
const idsOf = (columns: Record<string, Task[]>) =>
  Object.fromEntries(Object.entries(columns).map(([status, tasks]) => [status, tasks.map(({ id }) => id)]));

test('default: sorts tasks into columns by status', () => {
  const loaded = [task('a', 'queued'), task('b', 'running'), task('c', 'completed'), task('d', 'failed')];
  const columns = idsOf(columnsOf(loaded, new Map()));
  expect(columns).toEqual({ queued: ['a'], running: ['b'], completed: ['c'], failed: ['d'] });
});

test('behavior: the next queued task is first, and the latest ended one', () => {
  const loaded = [
    task('old', 'queued'),
    task('urgent', 'queued', { priority: 5, created_at: '2030-01-02T00:00:00.000Z' }),
    task('first', 'completed', { completed_at: '2030-01-01T00:00:00.000Z' }),
    task('second', 'completed', { completed_at: '2030-01-02T00:00:00.000Z' }),
  ];
  const columns = idsOf(columnsOf(loaded, new Map()));
  expect(columns).toMatchObject({ queued: ['urgent', 'old'], completed: ['second', 'first'] });
});

test('behavior: a later state of a task replaces the loaded one, and new tasks are added', () => {
  const changed = new Map([
    ['a', task('a', 'running')],
    ['b', task('b', 'queued')],
  ]);
  const columns = idsOf(columnsOf([task('a', 'queued')], changed));
  expect(columns).toMatchObject({ queued: ['b'], running: ['a'] });
});

test('behavior: leaves out a status that it does not know', () => {
  expect(idsOf(columnsOf([task('a', 'constructor')], new Map()))).toMatchObject({ queued: [] });
});
