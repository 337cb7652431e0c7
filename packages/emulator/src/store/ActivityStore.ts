import type { Db } from './Db.ts';

/** Something that an agent did, or that was done to it. `metadata` is JSON. */
export interface ActivityRow {
  id: string;
  agent_id: string;
  category: string;
  type: string;
  summary: string;
  metadata: string | null;
  at: number;
}

/** Which activity is asked for. */
export interface ActivityFilter {
  limit: number;
  offset: number;
  categories?: readonly string[] | undefined;
  since?: number | undefined;
}

/** What agents did, and the log lines of their pods. */
export class ActivityStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS activity (
        id TEXT PRIMARY KEY, agent_id TEXT NOT NULL REFERENCES agents ON DELETE CASCADE, category TEXT NOT NULL,
        type TEXT NOT NULL, summary TEXT NOT NULL, metadata TEXT, at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS activity_by_agent ON activity (agent_id);
      CREATE TABLE IF NOT EXISTS log_lines (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, agent_id TEXT NOT NULL REFERENCES agents ON DELETE CASCADE,
        line TEXT NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS log_lines_by_agent ON log_lines (agent_id, seq);
    `);
  }

  insert(activity: ActivityRow): void {
    this.#db.insert('activity', activity);
  }

  /** Newest first. */
  list(agentId: string, { limit, offset, categories, since = 0 }: ActivityFilter): ActivityRow[] {
    const wanted = JSON.stringify(categories ?? null);
    return this.#db.all(
      `SELECT * FROM activity WHERE agent_id = ? AND (? = 'null' OR category IN (SELECT value FROM json_each(?)))
       AND at >= ? ORDER BY rowid DESC LIMIT ? OFFSET ?`,
      agentId,
      wanted,
      wanted,
      since,
      limit,
      offset,
    );
  }

  /** Adds a line to an agent's log, and now and then drops all but the last `keep`. */
  log(agentId: string, line: string, keep: number): void {
    const seq = this.#db.insert('log_lines', { agent_id: agentId, line });
    if (seq % 256 > 0) return;
    this.#db.run(
      `DELETE FROM log_lines WHERE agent_id = ? AND seq <=
       (SELECT seq FROM log_lines WHERE agent_id = ? ORDER BY seq DESC LIMIT 1 OFFSET ?)`,
      agentId,
      agentId,
      keep,
    );
  }

  /** The last lines of an agent's log, oldest first. */
  tail(agentId: string, lines: number): string[] {
    return this.#db
      .all<{ line: string }>(
        'SELECT line FROM log_lines WHERE agent_id = ? ORDER BY seq DESC LIMIT ?',
        agentId,
        lines,
      )
      .map(({ line }) => line)
      .reverse();
  }
}
