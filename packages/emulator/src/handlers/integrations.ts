import type { contract } from '@mitosislabs/api/contract';
import { badRequest, notFound } from '../ApiError.ts';
import { CLAUDE_CODE, DEFAULT_MODEL, MODELS } from '../assumptions.ts';
import type { Handlers } from '../core/Handler.ts';
import { setAgentVariable } from '../platform/agentEnv.ts';
import { requireAgent } from '../platform/requireAgent.ts';

/** What the operations on models and integrations do. */
export const integrations: Handlers<typeof contract.integrations> = {
  listProviderModels: ({ platform, office }) =>
    MODELS.map((model) => ({
      ...model,
      available:
        model.provider === DEFAULT_MODEL.provider ||
        platform.store.integrations.secret(office.id, model.provider) !== undefined,
    })),

  ensureSecret({ platform, office, params, body }) {
    if (body.key === '') throw badRequest('key must not be empty.');
    platform.store.integrations.setSecret(office.id, params.integrationId, body.key);
  },

  deleteSecret({ platform, office, params }) {
    const deleted = platform.store.integrations.deleteSecret(office.id, params.integrationId);
    if (!deleted) throw notFound(`secret for ${params.integrationId} in this office`);
  },

  toggleAgent({ platform, office, params, body }) {
    const { id } = requireAgent(platform, office, params.agentName);
    if (body.enabled) platform.store.integrations.enable(id, params.integrationId);
    else platform.store.integrations.disable(id, params.integrationId);
  },

  syncClaudeCodeKey({ platform, office }) {
    const secret = platform.store.integrations.secret(office.id, CLAUDE_CODE.integration);
    if (secret === undefined) throw notFound(`secret for ${CLAUDE_CODE.integration} in this office`);
    for (const agent of platform.store.agents.ofOffice(office.id)) {
      setAgentVariable(platform, agent, CLAUDE_CODE.variable, secret);
    }
  },
};
