import type { Database } from '../Database.ts';
import { Table } from '../Table.ts';

/** The status of a task. */
export type TaskStatus = 'queued' | 'running' | 'completed' | 'failed';

/** A task. Times are ms since 1970. */
export interface TaskRow {
  id: string;
  office_id: string;
  title: string;
  description: string | null;
  kind: string;
  priority: number;
  status: TaskStatus;
  assigned_to: string | null;
  created_at: number;
  completed_at: number | null;
  result: string | null;
  error: string | null;
}

/** Tasks. */
export class TaskTable extends Table<TaskRow> {
  constructor(db: Database) {
    super(
      db,
      'tasks',
      {
        id: 'TEXT PRIMARY KEY',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        title: 'TEXT NOT NULL',
        description: 'TEXT',
        kind: 'TEXT NOT NULL',
        priority: 'REAL NOT NULL',
        status: 'TEXT NOT NULL',
        assigned_to: 'TEXT',
        created_at: 'INTEGER NOT NULL',
        completed_at: 'INTEGER',
        result: 'TEXT',
        error: 'TEXT',
      },
      { indexes: { tasks_by_office: 'office_id, status' } },
    );
  }

  /** The queued task that an agent takes next: the most urgent, then the oldest. */
  next(officeId: string, agent: string, kind?: string): TaskRow | undefined {
    return this.db.get(
      `SELECT * FROM tasks WHERE office_id = ? AND status = 'queued' AND (assigned_to IS NULL OR assigned_to = ?)
       AND (? IS NULL OR kind = ?) ORDER BY priority DESC, rowid LIMIT 1`,
      officeId,
      agent,
      kind ?? null,
      kind ?? null,
    );
  }

  /** The number of an office's tasks, by status. */
  counts(officeId: string): { status: TaskStatus; count: number }[] {
    return this.db.all(
      'SELECT status, COUNT(*) AS count FROM tasks WHERE office_id = ? GROUP BY status',
      officeId,
    );
  }
}
