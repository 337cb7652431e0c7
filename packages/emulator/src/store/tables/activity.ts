import type { Database } from '../Database.ts';
import { Table } from '../Table.ts';

/** An entry of an agent's activity. `metadata` is JSON. */
export interface ActivityRow {
  id: string;
  agent_id: string;
  category: string;
  type: string;
  summary: string;
  metadata: string | null;
  at: number;
}

/** A line of an agent's log. */
interface LogLineRow {
  seq: number;
  agent_id: string;
  line: string;
}

/** An event in an office. `data` is JSON. */
export interface EventRow {
  seq: number;
  office_id: string;
  type: string;
  data: string;
  created_at: number;
}

/** A report of a pod. `payload` is JSON. */
export interface CallbackRow {
  id: string;
  office_id: string;
  type: string;
  payload: string;
  created_at: number;
}

/** The events of offices, numbered over all offices. */
class EventTable extends Table<EventRow> {
  constructor(db: Database) {
    super(
      db,
      'events',
      {
        seq: 'INTEGER PRIMARY KEY AUTOINCREMENT',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        type: 'TEXT NOT NULL',
        data: 'TEXT NOT NULL',
        created_at: 'INTEGER NOT NULL',
      },
      { indexes: { events_by_office: 'office_id, seq' } },
    );
  }

  /** The latest events, newest first, of one type or all, up to `characters` of data in total; the newest in any case. */
  latest(officeId: string, limit: number, characters: number, type = ''): EventRow[] {
    return this.db.all(
      `SELECT seq, office_id, type, data, created_at FROM (
         SELECT *, SUM(LENGTH(data)) OVER (ORDER BY seq DESC) AS characters FROM events
         WHERE office_id = ? AND (? = '' OR type = ?) ORDER BY seq DESC LIMIT ?
       ) WHERE characters <= ? OR characters = LENGTH(data) ORDER BY seq DESC`,
      officeId,
      type,
      type,
      limit,
      characters,
    );
  }

  /** Deletes the messages between an agent and one other, and its commands. Messages to groups stay. */
  deleteOf(officeId: string, agent: string): void {
    this.db.run(
      `DELETE FROM events WHERE office_id = ? AND type IN ('message', 'exec')
       AND json_extract(data, '$.group_id') IS NULL
       AND ? IN (json_extract(data, '$.from_agent'), json_extract(data, '$.to'), json_extract(data, '$.by'))`,
      officeId,
      agent,
    );
  }

  /** The greatest number that an event of any office has had; 0 if there was none. */
  lastNumber(): number {
    const sql = "SELECT seq FROM sqlite_sequence WHERE name = 'events'";
    return this.db.get<{ seq: number }>(sql)?.seq ?? 0;
  }

  /** Numbers the next events after `seq`. */
  skipTo(seq: number): void {
    this.db.run("DELETE FROM sqlite_sequence WHERE name = 'events'");
    this.db.run("INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ?)", seq);
  }

  /** The numbers of an office's first and last event; 0 if it has none. */
  range(officeId: string): { first: number; last: number } {
    // Two queries, because SQLite follows the index only for one minimum or maximum.
    const row = this.db.get<{ first: number | null; last: number | null }>(
      `SELECT (SELECT MIN(seq) FROM events WHERE office_id = ?) AS first,
         (SELECT MAX(seq) FROM events WHERE office_id = ?) AS last`,
      officeId,
      officeId,
    );
    return { first: row?.first ?? 0, last: row?.last ?? 0 };
  }
}

/** Creates the tables of activity and events. */
export function activityTables(db: Database) {
  return {
    activity: new Table<ActivityRow>(
      db,
      'activity',
      {
        id: 'TEXT PRIMARY KEY',
        agent_id: 'TEXT NOT NULL REFERENCES agents ON DELETE CASCADE',
        category: 'TEXT NOT NULL',
        type: 'TEXT NOT NULL',
        summary: 'TEXT NOT NULL',
        metadata: 'TEXT',
        at: 'INTEGER NOT NULL',
      },
      { indexes: { activity_by_time: 'agent_id, at', activity_by_category: 'agent_id, category, at' } },
    ),
    logs: new Table<LogLineRow>(
      db,
      'log_lines',
      {
        seq: 'INTEGER PRIMARY KEY AUTOINCREMENT',
        agent_id: 'TEXT NOT NULL REFERENCES agents ON DELETE CASCADE',
        line: 'TEXT NOT NULL',
      },
      { indexes: { log_lines_by_agent: 'agent_id, seq' } },
    ),
    events: new EventTable(db),
    callbacks: new Table<CallbackRow>(
      db,
      'callbacks',
      {
        id: 'TEXT PRIMARY KEY',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        type: 'TEXT NOT NULL',
        payload: 'TEXT NOT NULL',
        created_at: 'INTEGER NOT NULL',
      },
      { indexes: { callbacks_by_office: 'office_id' } },
    ),
  };
}
