import { all, none } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { array, boolean, type Schema, shape, string } from '../../contract/schema.ts';

/** Whether an office has a key for a service. */
export interface IntegrationSecret {
  /** The service. */
  provider: string;
  /** Whether there is a key. */
  has_key: boolean;
  /** When it was last set: ISO 8601. */
  updated_at?: string;
}

/** A model that agents can run on. */
export interface ModelInfo {
  /** The provider that serves it. */
  provider: string;
  /** The provider's id for it. */
  model_id: string;
  /** The display name. */
  name: string;
  /** Whether this office can use it. */
  available: boolean;
}

/** The schema of {@link ModelInfo}. */
export const modelInfoSchema: Schema<ModelInfo> = shape<ModelInfo>({
  provider: string,
  model_id: string,
  name: string,
  available: boolean,
});

/** A key for a service. */
export interface SetSecretRequest {
  /** The service. */
  provider: string;
  /** The key. A secret. */
  key: string;
}

/** The operations on models and integrations. */
export const integrations = group('integrations', {
  listProviderModels: {
    route: 'GET /api/v1/offices/{officeId}/provider-models',
    responseType: 'json',
    output: array(modelInfoSchema),
    idempotency: 'safe',
    access: all,
  },
  ensureSecret: {
    route: 'POST /api/v1/offices/{officeId}/integrations/{integrationId}/secret',
    body: shape<{ key: string }>({ key: string }),
    bodyField: 'key',
    argument: 'key',
    responseType: 'none',
    idempotency: 'idempotent',
    destructive: true,
    access: none,
  },
  deleteSecret: {
    route: 'DELETE /api/v1/offices/{officeId}/integrations/{integrationId}/secret',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
  },
  toggleAgent: {
    route: 'POST /api/v1/offices/{officeId}/integrations/{integrationId}/agents/{agentName}',
    body: shape<{ enabled: boolean }>({ enabled: boolean }),
    bodyField: 'enabled',
    argument: 'enabled',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
  },
  syncClaudeCodeKey: {
    route: 'POST /api/v1/offices/{officeId}/integrations/claude-code/sync-key',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
  },
} as const satisfies Operations);
