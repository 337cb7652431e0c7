import type { Db } from './Db.ts';

/** How far agents have come, in their own words; what one knew of another office is forgotten when it moves. */
export class MemoryStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS memories (
        agent_id TEXT PRIMARY KEY REFERENCES agents ON DELETE CASCADE, office_id TEXT NOT NULL, text TEXT NOT NULL
      ) STRICT;
    `);
  }

  of(agentId: string, officeId: string): string | undefined {
    return this.#db.get<{ text: string }>(
      'SELECT text FROM memories WHERE agent_id = ? AND office_id = ?',
      agentId,
      officeId,
    )?.text;
  }

  set(agentId: string, officeId: string, text: string): void {
    this.#db.run('INSERT OR REPLACE INTO memories VALUES (?, ?, ?)', agentId, officeId, text);
  }
}
