import type { contract } from '@mitosislabs/api/contract';
import { VARIABLE_NAME } from '../assumptions.ts';
import { badRequest, notFound } from '../platform/ApiError.ts';
import { agentEnv, setAgentVariable } from '../platform/agentEnv.ts';
import { requireAgent } from '../platform/requireAgent.ts';
import type { Handlers } from './Handler.ts';

/** What the operations on environment variables do. */
export const env: Handlers<typeof contract.env> = {
  list: ({ platform, office }) =>
    platform.store.env.ofOffice(office.id).map(({ key }) => ({ key, source: 'office' })),

  values: ({ platform, office }) =>
    Object.fromEntries(platform.store.env.ofOffice(office.id).map(({ key, value }) => [key, value])),

  set({ platform, office, body }) {
    for (const [key, value] of Object.entries(body)) {
      checkName(key);
      platform.store.env.set(office.id, key, value);
    }
  },

  delete({ platform, office, params }) {
    const deleted = platform.store.env.delete(office.id, params.key);
    if (!deleted) throw notFound(`variable ${params.key} in this office`);
  },

  getAgentEnv: ({ platform, office, params }) =>
    agentEnv(platform, requireAgent(platform, office, params.name)),

  setAgentEnv({ platform, office, params, body }) {
    const agent = requireAgent(platform, office, params.name);
    checkName(params.key);
    setAgentVariable(platform, agent, params.key, body.value);
  },
};

function checkName(key: string): void {
  if (!VARIABLE_NAME.test(key)) throw badRequest(`${key} cannot be the name of an environment variable.`);
  if (key === 'values') throw badRequest('values cannot be a name: it leads to another operation.');
}
