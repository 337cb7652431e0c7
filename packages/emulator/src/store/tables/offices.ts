import type { Database } from '../Database.ts';
import { Table } from '../Table.ts';

/** An office. Times are ms since 1970; `settings` is JSON. */
export interface OfficeRow {
  id: string;
  name: string;
  owner_id: string;
  settings: string;
  secret: string;
  /** 1 while it is suspended. */
  suspended: number;
  cpu: string;
  memory: string;
  pods: number;
  tier: string;
  /** File changes up to this time are no longer remembered. */
  changes_forgotten: number;
  created_at: number;
  /** When it was deleted. Its row stays. */
  archived_at: number | null;
}

/** A secret of an office, for its agents. */
interface OfficeSecretRow {
  office_id: string;
  name: string;
  value: string;
}

/** An environment variable of an office. Variables of agents are in their specs. */
interface VariableRow {
  office_id: string;
  key: string;
  value: string;
}

/** An office's key for a service. */
interface IntegrationSecretRow {
  office_id: string;
  integration: string;
  secret: string;
}

/** An office's browser. */
export interface BrowserRow {
  /** The office. */
  id: string;
  instance: string;
  status: 'running' | 'done';
}

/** A WhatsApp line of an office or an agent. */
interface WhatsAppRow {
  /** The office or the agent. */
  id: string;
  /** The text of its QR code. */
  qr: string;
  /** When the code was shown. */
  started_at: number;
}

/** Creates the tables of offices and their parts. */
export function officeTables(db: Database) {
  return {
    offices: new Table<OfficeRow>(
      db,
      'offices',
      {
        id: 'TEXT PRIMARY KEY',
        name: 'TEXT NOT NULL',
        owner_id: 'TEXT NOT NULL',
        settings: 'TEXT NOT NULL',
        secret: 'TEXT NOT NULL',
        suspended: 'INTEGER NOT NULL',
        cpu: 'TEXT NOT NULL',
        memory: 'TEXT NOT NULL',
        pods: 'INTEGER NOT NULL',
        tier: 'TEXT NOT NULL',
        changes_forgotten: 'INTEGER NOT NULL',
        created_at: 'INTEGER NOT NULL',
        archived_at: 'INTEGER',
      },
      { indexes: { offices_by_owner: 'owner_id' } },
    ),
    officeSecrets: new Table<OfficeSecretRow>(
      db,
      'office_secrets',
      { office_id: 'TEXT NOT NULL REFERENCES offices', name: 'TEXT NOT NULL', value: 'TEXT NOT NULL' },
      { constraints: ['PRIMARY KEY (office_id, name)'] },
    ),
    variables: new Table<VariableRow>(
      db,
      'office_env',
      { office_id: 'TEXT NOT NULL REFERENCES offices', key: 'TEXT NOT NULL', value: 'TEXT NOT NULL' },
      { constraints: ['PRIMARY KEY (office_id, key)'] },
    ),
    integrationSecrets: new Table<IntegrationSecretRow>(
      db,
      'integration_secrets',
      {
        office_id: 'TEXT NOT NULL REFERENCES offices',
        integration: 'TEXT NOT NULL',
        secret: 'TEXT NOT NULL',
      },
      { constraints: ['PRIMARY KEY (office_id, integration)'] },
    ),
    browsers: new Table<BrowserRow>(db, 'chromium', {
      id: 'TEXT PRIMARY KEY REFERENCES offices',
      instance: 'TEXT NOT NULL',
      status: 'TEXT NOT NULL',
    }),
    whatsapp: new Table<WhatsAppRow>(db, 'whatsapp', {
      id: 'TEXT PRIMARY KEY',
      qr: 'TEXT NOT NULL',
      started_at: 'INTEGER NOT NULL',
    }),
  };
}
