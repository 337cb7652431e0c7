import type { Db } from './Db.ts';

/** A chat session: opened by one party of a conversation, held with an agent. */
export interface SessionRow {
  session_key: string;
  office_id: string;
  conversation_id: string;
  /** The agent that it is held with. */
  agent_id: string;
  /** The name of who opened it. */
  opened_by: string;
  started_at: number;
  ended_at: number | null;
}

/** Chat sessions. */
export class SessionStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS sessions (
        session_key TEXT NOT NULL, office_id TEXT NOT NULL REFERENCES offices, conversation_id TEXT NOT NULL,
        agent_id TEXT NOT NULL REFERENCES agents ON DELETE CASCADE, opened_by TEXT NOT NULL,
        started_at INTEGER NOT NULL, ended_at INTEGER, PRIMARY KEY (office_id, session_key)
      ) STRICT;
      CREATE INDEX IF NOT EXISTS sessions_by_conversation ON sessions (conversation_id);
    `);
  }

  /** Opens a session; one that is known already is left as it is. */
  open(session: SessionRow): void {
    if (!this.byKey(session.office_id, session.session_key)) this.#db.insert('sessions', session);
  }

  byKey(officeId: string, sessionKey: string): SessionRow | undefined {
    return this.#db.get(
      'SELECT * FROM sessions WHERE office_id = ? AND session_key = ?',
      officeId,
      sessionKey,
    );
  }

  /** The session of a conversation that was opened last and has not ended. */
  current(conversationId: string): SessionRow | undefined {
    return this.#db.get(
      'SELECT * FROM sessions WHERE conversation_id = ? AND ended_at IS NULL ORDER BY rowid DESC LIMIT 1',
      conversationId,
    );
  }

  end(officeId: string, sessionKey: string, at: number): void {
    this.#db.run(
      'UPDATE sessions SET ended_at = ? WHERE office_id = ? AND session_key = ? AND ended_at IS NULL',
      at,
      officeId,
      sessionKey,
    );
  }

  /** The sessions held with an agent, newest first, with the number of their messages. */
  ofAgent(agentId: string): (SessionRow & { messages: number })[] {
    return this.#db.all(
      `SELECT sessions.*, (SELECT COUNT(*) FROM messages WHERE messages.session_key = sessions.session_key
         AND messages.office_id = sessions.office_id) AS messages
       FROM sessions WHERE agent_id = ? ORDER BY rowid DESC`,
      agentId,
    );
  }
}
