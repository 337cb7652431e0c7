import type { Db } from './Db.ts';

/** Two who write to each other, by name; `a` sorts before `b`. */
export interface ConversationRow {
  id: string;
  office_id: string;
  a: string;
  b: string;
  created_at: number;
}

/** A conversation with its last message, if it has one. */
export interface ConversationSummary extends ConversationRow {
  last_message: string | null;
  last_message_at: number | null;
}

/** Conversations of two. */
export class ConversationStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS conversations (
        id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, a TEXT NOT NULL, b TEXT NOT NULL,
        created_at INTEGER NOT NULL, UNIQUE (office_id, a, b)
      ) STRICT;
    `);
  }

  insert(conversation: ConversationRow): void {
    this.#db.insert('conversations', conversation);
  }

  byId(officeId: string, id: string): ConversationRow | undefined {
    return this.#db.get('SELECT * FROM conversations WHERE office_id = ? AND id = ?', officeId, id);
  }

  /** The conversation of two, in either order. */
  between(officeId: string, one: string, other: string): ConversationRow | undefined {
    const [a, b] = pairOf(one, other);
    return this.#db.get(
      'SELECT * FROM conversations WHERE office_id = ? AND a = ? AND b = ?',
      officeId,
      a,
      b,
    );
  }

  /** Everybody's conversations that `name` takes part in, with their last messages; oldest first. */
  of(officeId: string, name: string): ConversationSummary[] {
    return this.#db.all(
      `SELECT conversations.*, messages.content AS last_message, messages.created_at AS last_message_at
       FROM conversations LEFT JOIN messages ON messages.seq =
         (SELECT MAX(seq) FROM messages WHERE messages.channel = conversations.id)
       WHERE conversations.office_id = ? AND ? IN (a, b) ORDER BY conversations.rowid`,
      officeId,
      name,
    );
  }

  /** Drops what was said with `name`. */
  deleteOf(officeId: string, name: string): void {
    this.#db.run(
      'DELETE FROM messages WHERE channel IN (SELECT id FROM conversations WHERE office_id = ? AND ? IN (a, b))',
      officeId,
      name,
    );
    this.#db.run('DELETE FROM conversations WHERE office_id = ? AND ? IN (a, b)', officeId, name);
  }
}

/** Two names in the order in which a conversation keeps them. */
export function pairOf(one: string, other: string): [string, string] {
  return one < other ? [one, other] : [other, one];
}
