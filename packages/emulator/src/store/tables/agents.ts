import { notFound } from '../../errors.ts';
import type { Database } from '../Database.ts';
import { Table } from '../Table.ts';

/** The phase of an agent. */
export type Phase = 'provisioning' | 'ready' | 'suspended' | 'archived' | 'failed';

/** An agent. Times are ms since 1970; `spec` is the JSON of its spec. */
export interface AgentRow {
  id: string;
  office_id: string;
  name: string;
  spec: string;
  phase: Phase;
  message: string | null;
  /** 1 when it is suspended only because its office is. */
  suspended_with_office: number;
  public_key: string;
  /** Only of an agent that was hired without a key of its own. */
  private_key: string | null;
  hired_at: number;
  last_seen: number | null;
  last_error: string | null;
  last_error_at: number | null;
  /** Its running time has been charged up to here; null while it does not run. */
  metered_at: number | null;
}

/** When an office hired an agent. */
interface HireRow {
  office_id: string;
  at: number;
}

/** The memory of an agent in one office; it is forgotten when the agent moves. */
interface MemoryRow {
  agent_id: string;
  office_id: string;
  text: string;
}

/** An agent that acts on behalf of its owner. `permissions` is JSON. */
export interface DelegateRow {
  /** The agent's row. */
  id: string;
  permissions: string;
  created_at: number;
}

/** A backup of an agent's spec. `spec` is JSON. */
export interface BackupRow {
  id: string;
  office_id: string;
  employee_name: string;
  spec: string;
  created_at: number;
}

/** The move of an agent into an office. */
export interface TransferRow {
  id: string;
  /** The target office. */
  office_id: string;
  status: 'prepared' | 'installed' | 'completed';
  /** The agent, after its installation. */
  agent_id: string | null;
  created_at: number;
}

/** A service that an agent may use. */
interface AgentIntegrationRow {
  agent_id: string;
  integration: string;
}

/** Agents. Deleting one deletes what belongs to it. */
class AgentTable extends Table<AgentRow> {
  constructor(db: Database) {
    super(
      db,
      'agents',
      {
        id: 'TEXT PRIMARY KEY',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        name: 'TEXT NOT NULL',
        spec: 'TEXT NOT NULL',
        phase: 'TEXT NOT NULL',
        message: 'TEXT',
        suspended_with_office: 'INTEGER NOT NULL',
        public_key: 'TEXT NOT NULL',
        private_key: 'TEXT',
        hired_at: 'INTEGER NOT NULL',
        last_seen: 'INTEGER',
        last_error: 'TEXT',
        last_error_at: 'INTEGER',
        metered_at: 'INTEGER',
      },
      { constraints: ['UNIQUE (office_id, name)'], indexes: { agents_by_name: 'name' } },
    );
  }

  /** The agent of that name in an office; 404 if there is none. */
  require(officeId: string, name: string): AgentRow {
    const agent = this.find({ office_id: officeId, name });
    if (!agent) throw notFound(`agent named ${name} in this office`);
    return agent;
  }

  /** The agents of that name in all offices that are not archived, with their public keys. */
  named(name: string): Pick<AgentRow, 'id' | 'public_key'>[] {
    return this.db.all(
      `SELECT agents.id, agents.public_key FROM agents JOIN offices ON offices.id = agents.office_id
       WHERE agents.name = ? AND offices.archived_at IS NULL`,
      name,
    );
  }

  /** The agent of that name in an office that is not archived. */
  inOffice(officeId: string, name: string): AgentRow | undefined {
    return this.db.get(
      `SELECT agents.* FROM agents JOIN offices ON offices.id = agents.office_id
       WHERE agents.office_id = ? AND agents.name = ? AND offices.archived_at IS NULL`,
      officeId,
      name,
    );
  }

  /** All agents of all offices that are not archived. */
  ofAllOffices(): AgentRow[] {
    return this.db.all(
      `SELECT agents.* FROM agents JOIN offices ON offices.id = agents.office_id
       WHERE offices.archived_at IS NULL ORDER BY agents.rowid`,
    );
  }
}

/** Agents that act on behalf of their owners. */
class DelegateTable extends Table<DelegateRow> {
  constructor(db: Database) {
    super(db, 'delegates', {
      id: 'TEXT PRIMARY KEY REFERENCES agents ON DELETE CASCADE',
      permissions: 'TEXT NOT NULL',
      created_at: 'INTEGER NOT NULL',
    });
  }

  /** The delegates of an office with the names of their agents, oldest first. */
  ofOffice(officeId: string): (DelegateRow & { name: string })[] {
    return this.db.all(
      `SELECT delegates.*, agents.name FROM delegates JOIN agents ON agents.id = delegates.id
       WHERE agents.office_id = ? ORDER BY delegates.rowid`,
      officeId,
    );
  }
}

/** Creates the tables of agents and their parts. */
export function agentTables(db: Database) {
  return {
    agents: new AgentTable(db),
    hires: new Table<HireRow>(
      db,
      'hires',
      { office_id: 'TEXT NOT NULL REFERENCES offices', at: 'INTEGER NOT NULL' },
      { indexes: { hires_by_office: 'office_id, at' } },
    ),
    memories: new Table<MemoryRow>(db, 'memories', {
      agent_id: 'TEXT PRIMARY KEY REFERENCES agents ON DELETE CASCADE',
      office_id: 'TEXT NOT NULL',
      text: 'TEXT NOT NULL',
    }),
    delegates: new DelegateTable(db),
    backups: new Table<BackupRow>(
      db,
      'backups',
      {
        id: 'TEXT PRIMARY KEY',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        employee_name: 'TEXT NOT NULL',
        spec: 'TEXT NOT NULL',
        created_at: 'INTEGER NOT NULL',
      },
      { indexes: { backups_by_office: 'office_id' } },
    ),
    transfers: new Table<TransferRow>(
      db,
      'transfers',
      {
        id: 'TEXT PRIMARY KEY',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        status: 'TEXT NOT NULL',
        agent_id: 'TEXT REFERENCES agents ON DELETE SET NULL',
        created_at: 'INTEGER NOT NULL',
      },
      { indexes: { transfers_by_agent: 'agent_id' } },
    ),
    agentIntegrations: new Table<AgentIntegrationRow>(
      db,
      'agent_integrations',
      { agent_id: 'TEXT NOT NULL REFERENCES agents ON DELETE CASCADE', integration: 'TEXT NOT NULL' },
      { constraints: ['PRIMARY KEY (agent_id, integration)'] },
    ),
  };
}
