import type { Task } from '@mitosislabs/api';

/** The statuses of tasks, in the order of the columns. */
export const STATUSES = ['queued', 'running', 'completed', 'failed'] as const;

/** The status of a task. */
export type TaskStatus = (typeof STATUSES)[number];

/**
 * Sorts tasks into columns: those that wait and run, the next one first; those that ended, the latest first.
 *
 * @param loaded - The tasks as they were loaded.
 * @param changed - Later states of tasks, and new ones, by id.
 */
export function columnsOf(
  loaded: readonly Task[],
  changed: ReadonlyMap<string, Task>,
): Record<TaskStatus, Task[]> {
  const columns: Record<TaskStatus, Task[]> = { queued: [], running: [], completed: [], failed: [] };
  const known = new Set<string>();
  const add = (task: Task) => {
    const status = STATUSES.find((name) => name === task.status);
    if (status) columns[status].push(task);
  };
  for (const task of loaded) {
    known.add(task.id);
    add(changed.get(task.id) ?? task);
  }
  for (const task of changed.values()) if (!known.has(task.id)) add(task);
  columns.queued.sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || compare(a.created_at, b.created_at));
  columns.running.sort((a, b) => compare(a.created_at, b.created_at));
  for (const status of ['completed', 'failed'] as const) {
    columns[status].sort((a, b) => compare(b.completed_at ?? '', a.completed_at ?? ''));
  }
  return columns;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
