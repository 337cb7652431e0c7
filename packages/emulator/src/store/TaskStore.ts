import type { Db } from './Db.ts';

/** Where a task is. */
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
export class TaskStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS tasks (
        id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, title TEXT NOT NULL, description TEXT,
        kind TEXT NOT NULL, priority REAL NOT NULL, status TEXT NOT NULL, assigned_to TEXT,
        created_at INTEGER NOT NULL, completed_at INTEGER, result TEXT, error TEXT
      ) STRICT;
      CREATE INDEX IF NOT EXISTS tasks_by_office ON tasks (office_id, status);
    `);
  }

  insert(task: TaskRow): void {
    this.#db.insert('tasks', task);
  }

  byId(officeId: string, id: string): TaskRow | undefined {
    return this.#db.get('SELECT * FROM tasks WHERE office_id = ? AND id = ?', officeId, id);
  }

  /** Oldest first. */
  ofOffice(officeId: string): TaskRow[] {
    return this.#db.all('SELECT * FROM tasks WHERE office_id = ? ORDER BY rowid', officeId);
  }

  /** The queued task that an agent should take next: the most urgent, then the oldest. */
  next(officeId: string, agent: string, kind: string | undefined): TaskRow | undefined {
    return this.#db.get(
      `SELECT * FROM tasks WHERE office_id = ? AND status = 'queued' AND (assigned_to IS NULL OR assigned_to = ?)
       AND (? IS NULL OR kind = ?) ORDER BY priority DESC, rowid LIMIT 1`,
      officeId,
      agent,
      kind ?? null,
      kind ?? null,
    );
  }

  /** What an agent is working on, oldest first. */
  runningOf(officeId: string, agent: string): TaskRow[] {
    return this.#db.all(
      "SELECT * FROM tasks WHERE office_id = ? AND status = 'running' AND assigned_to = ? ORDER BY rowid",
      officeId,
      agent,
    );
  }

  /** How many there are, by status. */
  counts(officeId: string): { status: TaskStatus; count: number }[] {
    return this.#db.all(
      'SELECT status, COUNT(*) AS count FROM tasks WHERE office_id = ? GROUP BY status',
      officeId,
    );
  }

  /** Changes some columns. */
  update(id: string, changes: Partial<Omit<TaskRow, 'id'>>): void {
    this.#db.update('tasks', id, changes);
  }
}
