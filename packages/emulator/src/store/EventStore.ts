import type { Db } from './Db.ts';

/** Something that happened in an office. `data` is JSON. */
export interface EventRow {
  seq: number;
  office_id: string;
  type: string;
  data: string;
  created_at: number;
}

/** The events of offices, numbered over all of them, the latest of each office remembered. */
export class EventStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, office_id TEXT NOT NULL REFERENCES offices, type TEXT NOT NULL,
        data TEXT NOT NULL, created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS events_by_office ON events (office_id, seq);
    `);
  }

  /** Adds an event, and now and then forgets all of its office's but the latest `keep`. */
  insert(event: Omit<EventRow, 'seq'>, keep: number): void {
    const seq = this.#db.insert('events', event);
    if (seq % 256 > 0) return;
    this.#db.run(
      `DELETE FROM events WHERE office_id = ? AND seq <=
       (SELECT seq FROM events WHERE office_id = ? ORDER BY seq DESC LIMIT 1 OFFSET ?)`,
      event.office_id,
      event.office_id,
      keep,
    );
  }

  /** The next ones after `seq`, oldest first. */
  after(officeId: string, seq: number, limit: number): EventRow[] {
    return this.#db.all(
      'SELECT * FROM events WHERE office_id = ? AND seq > ? ORDER BY seq LIMIT ?',
      officeId,
      seq,
      limit,
    );
  }

  /** The latest events, newest first, of one type or all, up to `characters` in total. */
  latest(
    officeId: string,
    { limit, characters }: { limit: number; characters: number },
    type = '',
  ): EventRow[] {
    return this.#db.all(
      `SELECT seq, office_id, type, data, created_at FROM (
         SELECT *, SUM(LENGTH(data)) OVER (ORDER BY seq DESC) AS characters FROM events
         WHERE office_id = ? AND (? = '' OR type = ?) ORDER BY seq DESC LIMIT ?
       ) WHERE characters <= ? ORDER BY seq DESC`,
      officeId,
      type,
      type,
      limit,
      characters,
    );
  }

  /** Forgets the messages between two of which an agent is one, and its commands. Those of groups stay. */
  deleteOf(officeId: string, agent: string): void {
    this.#db.run(
      `DELETE FROM events WHERE office_id = ? AND type IN ('message', 'exec')
       AND json_extract(data, '$.group_id') IS NULL
       AND ? IN (json_extract(data, '$.from_agent'), json_extract(data, '$.to'), json_extract(data, '$.by'))`,
      officeId,
      agent,
    );
  }

  /** The number of an office's first remembered event, and of its last; 0 when there is none. */
  range(officeId: string): { first: number; last: number } {
    const row = this.#db.get<{ first: number | null; last: number | null }>(
      'SELECT MIN(seq) AS first, MAX(seq) AS last FROM events WHERE office_id = ?',
      officeId,
    );
    return { first: row?.first ?? 0, last: row?.last ?? 0 };
  }
}
