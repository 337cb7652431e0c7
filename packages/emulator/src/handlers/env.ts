import type { contract } from '@mitosislabs/api/contract';
import { badRequest, notFound } from '../ApiError.ts';
import { ENV_FIELDS, VARIABLE_NAME } from '../assumptions.ts';
import type { Handlers } from '../core/Handler.ts';
import { agentEnv, setAgentVariable } from '../platform/agentEnv.ts';
import type { Platform } from '../platform/Platform.ts';
import { requireAgent } from '../platform/requireAgent.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';

/** What the operations on environment variables do. */
export const env: Handlers<typeof contract.env> = {
  list: ({ platform, office }) =>
    platform.store.env.ofOffice(office.id).map(({ key }) => ({ key, source: 'office' })),

  values: ({ platform, office }) =>
    Object.fromEntries(platform.store.env.ofOffice(office.id).map(({ key, value }) => [key, value])),

  set({ platform, office, body }) {
    const { key, value, scope } = body;
    const isMap = Object.keys(body).some((field) => !ENV_FIELDS.includes(field));
    if (isMap || key === undefined || value === undefined) {
      for (const [name, text] of Object.entries(body)) setOfficeVariable(platform, office, name, text);
      return;
    }
    const agent = scope === undefined ? undefined : platform.store.agents.byName(office.id, scope);
    if (agent) setOwnVariable(platform, agent, key, value);
    else setOfficeVariable(platform, office, key, value);
  },

  delete({ platform, office, params }) {
    const deleted = platform.store.env.delete(office.id, params.key);
    if (!deleted) throw notFound(`variable ${params.key} in this office`);
  },

  getAgentEnv: ({ platform, office, params }) =>
    agentEnv(platform, requireAgent(platform, office, params.name)),

  setAgentEnv({ platform, office, params, body }) {
    const agent = requireAgent(platform, office, params.name);
    setOwnVariable(platform, agent, params.key, body.value);
  },
};

function setOfficeVariable(platform: Platform, office: OfficeRow, key: string, value: string): void {
  checkName(key);
  platform.store.env.set(office.id, key, value);
}

function setOwnVariable(platform: Platform, agent: AgentRow, key: string, value: string): void {
  checkName(key);
  setAgentVariable(platform, agent, key, value);
}

function checkName(key: string): void {
  if (!VARIABLE_NAME.test(key)) throw badRequest(`${key} cannot be the name of an environment variable.`);
  if (key === 'values') throw badRequest('values cannot be a name: it leads to another operation.');
}
