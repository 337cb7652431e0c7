import type { Task } from '@mitosislabs/api/tasks';
import type { Cell } from '../output/Cell.ts';

/** Returns the fields of a task to show. */
export function taskFields(task: Task): Record<string, Cell> {
  return {
    id: task.id,
    title: task.title,
    status: task.status,
    'assigned to': task.assigned_to,
    kind: task.kind,
    priority: task.priority,
    created: task.created_at,
    completed: task.completed_at,
    description: task.description,
    result: task.result,
    error: task.error,
  };
}
