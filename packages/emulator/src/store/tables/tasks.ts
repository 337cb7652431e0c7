import type { Database } from '../Database.ts';
import { type NewRow, Table, type Where } from '../Table.ts';

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
  /** The number of tasks by status, of offices that were asked for it. */
  readonly #counts = new Map<string, Map<TaskStatus, number>>();

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
      {
        indexes: {
          tasks_in_order: 'office_id',
          tasks_by_office: 'office_id, status',
          tasks_by_assignee: 'office_id, assigned_to',
          tasks_by_both: 'office_id, status, assigned_to',
          tasks_to_claim: 'office_id, status, assigned_to, priority DESC',
        },
      },
    );
    db.onReplaced(() => this.#counts.clear());
  }

  override insert(row: NewRow<TaskRow>): number {
    const number = super.insert(row);
    this.#count(row.office_id, row.status, 1);
    return number;
  }

  /** Changes a task. */
  change(task: TaskRow, changes: Partial<TaskRow>): void {
    super.update({ id: task.id }, changes);
    const { status = task.status } = changes;
    if (status === task.status) return;
    this.#count(task.office_id, task.status, -1);
    this.#count(task.office_id, status, 1);
  }

  /** Changes any tasks. The next request counts them. */
  override update(where: Where<TaskRow>, changes: Partial<TaskRow>): number {
    this.db.afterCommit(() => this.#counts.clear());
    return super.update(where, changes);
  }

  override delete(where: Where<TaskRow>): number {
    this.db.afterCommit(() => this.#counts.clear());
    return super.delete(where);
  }

  /** The queued task that an agent takes next: the most urgent, then the oldest. */
  next(officeId: string, agent: string, kind?: string): TaskRow | undefined {
    const free = this.#firstQueued(officeId, 'assigned_to IS NULL', [], kind);
    const own = this.#firstQueued(officeId, 'assigned_to = ?', [agent], kind);
    if (!free || !own) return free ?? own;
    const isOwnFirst = own.priority - free.priority || free.position - own.position;
    return isOwnFirst > 0 ? own : free;
  }

  /** The number of an office's tasks, by status. It is counted once, and then kept. */
  counts(officeId: string): ReadonlyMap<TaskStatus, number> {
    let counts = this.#counts.get(officeId);
    if (!counts) {
      const rows = this.db.all<{ status: TaskStatus; count: number }>(
        'SELECT status, COUNT(*) AS count FROM tasks WHERE office_id = ? GROUP BY status',
        officeId,
      );
      counts = new Map(rows.map(({ status, count }) => [status, count]));
      // Counted at the commit: the rows that the transaction has written.
      if (!this.db.isWriting) this.#counts.set(officeId, counts);
    }
    return counts;
  }

  #firstQueued(officeId: string, assigned: string, agent: string[], kind: string | undefined) {
    const ofKind = kind === undefined ? '' : ' AND kind = ?';
    return this.db.get<TaskRow & { position: number }>(
      `SELECT rowid AS position, * FROM tasks WHERE office_id = ? AND status = 'queued' AND ${assigned}${ofKind}
       ORDER BY priority DESC, rowid LIMIT 1`,
      officeId,
      ...agent,
      ...(kind === undefined ? [] : [kind]),
    );
  }

  #count(officeId: string, status: TaskStatus, more: number): void {
    this.db.afterCommit(() => {
      const counts = this.#counts.get(officeId);
      counts?.set(status, (counts.get(status) ?? 0) + more);
    });
  }
}
