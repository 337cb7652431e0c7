import { boolean, list, shape, text } from '../schema.ts';
import { modelInfoSchema } from '../types/ModelInfo.ts';
import type { Group } from './Endpoint.ts';

/** The operations on models and integrations. */
export const integrations = {
  listProviderModels: {
    name: 'integrations.listProviderModels',
    route: 'GET /api/v1/offices/{officeId}/provider-models',
    answer: 'json',
    output: list(modelInfoSchema),
    repeat: 'safe',
  },
  ensureSecret: {
    name: 'integrations.ensureSecret',
    route: 'POST /api/v1/offices/{officeId}/integrations/{integrationId}/secret',
    body: shape<{ key: string }>({ key: text }),
    bodyField: 'key',
    argument: 'key',
    answer: 'none',
    repeat: 'idempotent',
  },
  deleteSecret: {
    name: 'integrations.deleteSecret',
    route: 'DELETE /api/v1/offices/{officeId}/integrations/{integrationId}/secret',
    answer: 'none',
    repeat: 'idempotent',
  },
  toggleAgent: {
    name: 'integrations.toggleAgent',
    route: 'POST /api/v1/offices/{officeId}/integrations/{integrationId}/agents/{agentName}',
    body: shape<{ enabled: boolean }>({ enabled: boolean }),
    bodyField: 'enabled',
    argument: 'enabled',
    answer: 'none',
    repeat: 'idempotent',
  },
  syncClaudeCodeKey: {
    name: 'integrations.syncClaudeCodeKey',
    route: 'POST /api/v1/offices/{officeId}/integrations/claude-code/sync-key',
    answer: 'none',
    repeat: 'idempotent',
  },
} as const satisfies Group;
