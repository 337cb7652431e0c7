import type { Db } from './Db.ts';

/** A line to WhatsApp: an office's, or one agent's. */
export interface WhatsAppRow {
  /** The office or the agent that it belongs to. */
  id: string;
  /** What its QR code says. */
  qr: string;
  /** When the code was shown. */
  started_at: number;
}

/** Lines to WhatsApp, and the agents that may use their office's. */
export class WhatsAppStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS whatsapp (
        id TEXT PRIMARY KEY, qr TEXT NOT NULL, started_at INTEGER NOT NULL
      ) STRICT;
    `);
  }

  /** Shows a code, in place of one that is shown already. */
  start(line: WhatsAppRow): void {
    this.delete(line.id);
    this.#db.insert('whatsapp', line);
  }

  byId(id: string): WhatsAppRow | undefined {
    return this.#db.get('SELECT * FROM whatsapp WHERE id = ?', id);
  }

  delete(id: string): void {
    this.#db.run('DELETE FROM whatsapp WHERE id = ?', id);
  }
}
