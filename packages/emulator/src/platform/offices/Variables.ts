import { ENV_FIELDS, VARIABLE_NAME } from '../../assumptions.ts';
import { badRequest, notFound } from '../../errors.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import type { Agents } from '../agents/Agents.ts';
import { specOf } from '../agents/spec.ts';
import { type Resources, Service } from '../Service.ts';

/** Environment variables of offices and agents. */
export class Variables extends Service {
  readonly #agents: Agents;

  constructor(resources: Resources, { agents }: { agents: Agents }) {
    super(resources);
    this.#agents = agents;
  }

  /** The variables of an office, by name. */
  ofOffice(officeId: string): Record<string, string> {
    const rows = this.tables.variables.all({ office_id: officeId }, { orderBy: 'key' });
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  }

  /** The environment of an agent: its office's variables, the secrets that it asked for, and its own, which come first. */
  ofAgent(agent: AgentRow): Record<string, string> {
    const { env, envSecrets = [] } = specOf(agent);
    const secrets = this.tables.officeSecrets.all({ office_id: agent.office_id, name: envSecrets });
    const values = Object.fromEntries(secrets.map(({ name, value }) => [name, value]));
    return { ...this.ofOffice(agent.office_id), ...values, ...env };
  }

  /** Sets variables of an office from a map of names, or one variable from the fields {@link ENV_FIELDS}. */
  set(office: OfficeRow, body: Readonly<Record<string, string>>): void {
    const { key, value, scope } = body;
    const isMap = Object.keys(body).some((field) => !ENV_FIELDS.includes(field));
    if (isMap || key === undefined || value === undefined) {
      for (const [name, text] of Object.entries(body)) this.setOfOffice(office, name, text);
      return;
    }
    const agent =
      scope === undefined ? undefined : this.tables.agents.find({ office_id: office.id, name: scope });
    if (agent) this.setOfAgent(agent, key, value);
    else this.setOfOffice(office, key, value);
  }

  /** Sets one variable of an agent's own. */
  setOfAgent(agent: AgentRow, key: string, value: string): void {
    checkName(key);
    this.#agents.setSpec(agent, { env: { ...specOf(agent).env, [key]: value } });
  }

  /** Deletes a variable of an office; 404 if there is none. */
  delete(office: OfficeRow, key: string): void {
    const deleted = this.tables.variables.delete({ office_id: office.id, key });
    if (deleted === 0) throw notFound(`variable ${key} in this office`);
  }

  /** Sets one variable of an office. */
  setOfOffice(office: OfficeRow, key: string, value: string): void {
    checkName(key);
    this.tables.variables.upsert({ office_id: office.id, key, value });
  }
}

function checkName(key: string): void {
  if (!VARIABLE_NAME.test(key)) throw badRequest(`${key} cannot be the name of an environment variable.`);
  if (key === 'values') throw badRequest('values cannot be a name: it leads to another operation.');
}
