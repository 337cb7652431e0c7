import { MARKETPLACE } from '../assumptions.ts';
import type { Db } from './Db.ts';

/** An extension of an office. `manifest` is JSON. */
export interface ExtensionRow {
  id: string;
  office_id: string;
  name: string;
  manifest: string | null;
  panel_html: string | null;
  /** 1 when it came from the marketplace. */
  installed: number;
  created_at: number;
}

/** What the marketplace offers. `manifest` is JSON. */
export interface OfferRow {
  id: string;
  name: string;
  description: string | null;
  author: string | null;
  manifest: string | null;
  panel_html: string | null;
  /** Who published it, and may publish it anew. */
  publisher: string;
  installs: number;
}

/** Extensions of offices, and the marketplace. */
export class ExtensionStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS extensions (
        office_id TEXT NOT NULL REFERENCES offices, id TEXT NOT NULL, name TEXT NOT NULL, manifest TEXT,
        panel_html TEXT, installed INTEGER NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (office_id, id),
        UNIQUE (office_id, name)
      ) STRICT;
      CREATE TABLE IF NOT EXISTS marketplace (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, author TEXT, manifest TEXT, panel_html TEXT,
        publisher TEXT NOT NULL, installs INTEGER NOT NULL
      ) STRICT;
    `);
    for (const offer of MARKETPLACE) {
      if (!this.offer(offer.id)) {
        this.publish({ ...offer, manifest: null, panel_html: null, publisher: 'platform', installs: 0 });
      }
    }
  }

  insert(extension: ExtensionRow): void {
    this.#db.insert('extensions', extension);
  }

  byId(officeId: string, id: string): ExtensionRow | undefined {
    return this.#db.get('SELECT * FROM extensions WHERE office_id = ? AND id = ?', officeId, id);
  }

  byName(officeId: string, name: string): ExtensionRow | undefined {
    return this.#db.get('SELECT * FROM extensions WHERE office_id = ? AND name = ?', officeId, name);
  }

  /** Oldest first. */
  ofOffice(officeId: string): ExtensionRow[] {
    return this.#db.all('SELECT * FROM extensions WHERE office_id = ? ORDER BY rowid', officeId);
  }

  delete(officeId: string, id: string): void {
    this.#db.run('DELETE FROM extensions WHERE office_id = ? AND id = ?', officeId, id);
  }

  publish(offer: OfferRow): void {
    this.#db.run('DELETE FROM marketplace WHERE id = ?', offer.id);
    this.#db.insert('marketplace', offer);
  }

  offer(id: string): OfferRow | undefined {
    return this.#db.get('SELECT * FROM marketplace WHERE id = ?', id);
  }

  /** By name. */
  offers(): OfferRow[] {
    return this.#db.all('SELECT * FROM marketplace ORDER BY name, id');
  }

  countInstall(id: string): void {
    this.#db.run('UPDATE marketplace SET installs = installs + 1 WHERE id = ?', id);
  }
}
