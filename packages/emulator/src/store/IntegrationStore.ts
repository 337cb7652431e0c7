import type { Db } from './Db.ts';

/** Offices' keys for services, and which agents may use which service. */
export class IntegrationStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS integration_secrets (
        office_id TEXT NOT NULL REFERENCES offices, integration TEXT NOT NULL, secret TEXT NOT NULL,
        PRIMARY KEY (office_id, integration)
      ) STRICT;
      CREATE TABLE IF NOT EXISTS agent_integrations (
        agent_id TEXT NOT NULL REFERENCES agents ON DELETE CASCADE, integration TEXT NOT NULL,
        PRIMARY KEY (agent_id, integration)
      ) STRICT;
    `);
  }

  setSecret(officeId: string, integration: string, secret: string): void {
    this.#db.run(
      `INSERT INTO integration_secrets (office_id, integration, secret) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET secret = excluded.secret`,
      officeId,
      integration,
      secret,
    );
  }

  secret(officeId: string, integration: string): string | undefined {
    return this.#db.get<{ secret: string }>(
      'SELECT secret FROM integration_secrets WHERE office_id = ? AND integration = ?',
      officeId,
      integration,
    )?.secret;
  }

  /** Says whether there was one. */
  deleteSecret(officeId: string, integration: string): boolean {
    return (
      this.#db.run(
        'DELETE FROM integration_secrets WHERE office_id = ? AND integration = ?',
        officeId,
        integration,
      ) > 0
    );
  }

  enable(agentId: string, integration: string): void {
    this.#db.run(
      'INSERT INTO agent_integrations (agent_id, integration) VALUES (?, ?) ON CONFLICT DO NOTHING',
      agentId,
      integration,
    );
  }

  disable(agentId: string, integration: string): void {
    this.#db.run(
      'DELETE FROM agent_integrations WHERE agent_id = ? AND integration = ?',
      agentId,
      integration,
    );
  }

  /** What an agent may use, by name. */
  ofAgent(agentId: string): string[] {
    return this.#db
      .all<{ integration: string }>(
        'SELECT integration FROM agent_integrations WHERE agent_id = ? ORDER BY integration',
        agentId,
      )
      .map(({ integration }) => integration);
  }
}
