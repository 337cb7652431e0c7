import type { Db } from './Db.ts';

/** A message in a channel: a conversation or a group, by its id. */
export interface MessageRow {
  seq: number;
  id: string;
  office_id: string;
  channel: string;
  from_agent: string;
  content: string;
  /** The chat session that it belongs to. */
  session_key: string | null;
  created_at: number;
}

/** Messages, numbered in the order in which they were stored. */
export class MessageStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS messages (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, office_id TEXT NOT NULL REFERENCES offices,
        channel TEXT NOT NULL, from_agent TEXT NOT NULL, content TEXT NOT NULL, session_key TEXT,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS messages_by_channel ON messages (channel, seq);
      CREATE INDEX IF NOT EXISTS messages_by_office ON messages (office_id, seq);
      CREATE INDEX IF NOT EXISTS messages_by_session ON messages (session_key, seq);
    `);
  }

  /** Adds a message, and gives back its number. */
  insert(message: Omit<MessageRow, 'seq'>): number {
    return this.#db.insert('messages', message);
  }

  /** The message before another one in its channel. */
  before({ channel, seq }: MessageRow): MessageRow | undefined {
    return this.#db.get(
      'SELECT * FROM messages WHERE channel = ? AND seq < ? ORDER BY seq DESC LIMIT 1',
      channel,
      seq,
    );
  }

  /** The newest `limit` of a channel, oldest first. */
  newest(channel: string, limit: number): MessageRow[] {
    return this.#db
      .all<MessageRow>('SELECT * FROM messages WHERE channel = ? ORDER BY seq DESC LIMIT ?', channel, limit)
      .reverse();
  }

  /** What was said in a chat session, oldest first. */
  ofSession(officeId: string, sessionKey: string): MessageRow[] {
    return this.#db.all(
      'SELECT * FROM messages WHERE office_id = ? AND session_key = ? ORDER BY seq',
      officeId,
      sessionKey,
    );
  }

  /** The number of the latest message of all; 0 when there is none. */
  last(): number {
    return this.#db.get<{ last: number | null }>('SELECT MAX(seq) AS last FROM messages')?.last ?? 0;
  }
}
