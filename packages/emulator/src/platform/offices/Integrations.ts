import { CLAUDE_CODE, DEFAULT_MODEL, MODELS } from '../../assumptions.ts';
import { badRequest, notFound } from '../../errors.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import { type Resources, Service } from '../Service.ts';
import type { Variables } from './Variables.ts';

/** The keys of offices for services, and the agents that may use the services. */
export class Integrations extends Service {
  readonly #variables: Variables;

  constructor(resources: Resources, { variables }: { variables: Variables }) {
    super(resources);
    this.#variables = variables;
  }

  /** All models. Models of other providers than the default one need a key of the office. */
  models(office: OfficeRow) {
    return MODELS.map((model) => ({
      ...model,
      available:
        model.provider === DEFAULT_MODEL.provider || this.#secret(office, model.provider) !== undefined,
    }));
  }

  /** Sets the key for a service. */
  setSecret(office: OfficeRow, integration: string, secret: string): void {
    if (secret === '') throw badRequest('key must not be empty.');
    this.tables.integrationSecrets.upsert({ office_id: office.id, integration, secret });
  }

  /** Deletes the key for a service; 404 if there is none. */
  deleteSecret(office: OfficeRow, integration: string): void {
    const deleted = this.tables.integrationSecrets.delete({ office_id: office.id, integration });
    if (deleted === 0) throw notFound(`secret for ${integration} in this office`);
  }

  /** Lets an agent use a service, or not. */
  toggle({ id: agent_id }: AgentRow, integration: string, enabled: boolean): void {
    if (enabled) this.tables.agentIntegrations.insertIfNew({ agent_id, integration });
    else this.tables.agentIntegrations.delete({ agent_id, integration });
  }

  /** The services that an agent may use, by name. */
  ofAgent({ id }: AgentRow): string[] {
    const rows = this.tables.agentIntegrations.all({ agent_id: id }, { orderBy: 'integration' });
    return rows.map(({ integration }) => integration);
  }

  /** Gives the office's key for Claude Code to all its agents; 404 if there is none. */
  syncClaudeCodeKey(office: OfficeRow): void {
    const secret = this.#secret(office, CLAUDE_CODE.integration);
    if (secret === undefined) throw notFound(`secret for ${CLAUDE_CODE.integration} in this office`);
    for (const agent of this.tables.agents.all({ office_id: office.id })) {
      this.#variables.setOfAgent(agent, CLAUDE_CODE.variable, secret);
    }
  }

  #secret(office: OfficeRow, integration: string): string | undefined {
    return this.tables.integrationSecrets.find({ office_id: office.id, integration })?.secret;
  }
}
