import { MARKETPLACE } from '../../assumptions.ts';
import type { Database } from '../Database.ts';
import { Table } from '../Table.ts';

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

/** An extension in the marketplace. `manifest` is JSON. */
export interface MarketplaceRow {
  id: string;
  name: string;
  description: string | null;
  author: string | null;
  manifest: string | null;
  panel_html: string | null;
  /** The caller that published it, and may publish it again. */
  publisher: string;
  installs: number;
}

/** Adds the extensions that are in the marketplace from the start. */
export function fillMarketplace(marketplace: Table<MarketplaceRow>): void {
  for (const item of MARKETPLACE) {
    marketplace.insertIfNew({
      ...item,
      manifest: null,
      panel_html: null,
      publisher: 'platform',
      installs: 0,
    });
  }
}

/** Creates the tables of extensions and the marketplace, and fills the marketplace. */
export function extensionTables(db: Database) {
  const marketplace = new Table<MarketplaceRow>(db, 'marketplace', {
    id: 'TEXT PRIMARY KEY',
    name: 'TEXT NOT NULL',
    description: 'TEXT',
    author: 'TEXT',
    manifest: 'TEXT',
    panel_html: 'TEXT',
    publisher: 'TEXT NOT NULL',
    installs: 'INTEGER NOT NULL',
  });
  fillMarketplace(marketplace);
  return {
    extensions: new Table<ExtensionRow>(
      db,
      'extensions',
      {
        office_id: 'TEXT NOT NULL REFERENCES offices',
        id: 'TEXT NOT NULL',
        name: 'TEXT NOT NULL',
        manifest: 'TEXT',
        panel_html: 'TEXT',
        installed: 'INTEGER NOT NULL',
        created_at: 'INTEGER NOT NULL',
      },
      { constraints: ['PRIMARY KEY (office_id, id)', 'UNIQUE (office_id, name)'] },
    ),
    marketplace,
  };
}
