import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../../core/Handler.ts';
import type { Platform } from '../../platform/Platform.ts';

/** Serves the operations on models and integrations. */
export function integrations(platform: Platform): Handlers<typeof contract.integrations> {
  const { agents, integrations } = platform;
  return {
    listProviderModels: ({ office }) => integrations.models(office),

    ensureSecret: ({ office, params, body }) =>
      integrations.setSecret(office, params.integrationId, body.key),

    deleteSecret: ({ office, params }) => integrations.deleteSecret(office, params.integrationId),

    toggleAgent: ({ office, params, body }) =>
      integrations.toggle(agents.get(office, params.agentName), params.integrationId, body.enabled),

    syncClaudeCodeKey: ({ office }) => integrations.syncClaudeCodeKey(office),
  };
}
