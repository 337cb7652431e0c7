import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { integrations, type ModelInfo } from './contract.ts';

/**
 * Integrations: the models that agents can run on, and the services that they can use.
 *
 * @example
 * ```ts
 * import { IntegrationsAPI } from '@mitosislabs/api/integrations';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const integrations = new IntegrationsAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const models = await integrations.listProviderModels('office-id');
 * console.log(models.filter((model) => model.available).map((model) => model.name));
 * ```
 */
export class IntegrationsAPI extends GroupAPI implements Covers<typeof integrations> {
  /**
   * Lists the models that agents of an office can run on.
   *
   * Route: `GET /api/v1/offices/{officeId}/provider-models`.
   */
  listProviderModels(officeId: string, options?: RequestOptions): APIPromise<ModelInfo[]> {
    return this.call(integrations.listProviderModels, { officeId }, options);
  }

  /**
   * Gives an office its key for a service.
   *
   * Route: `POST /api/v1/offices/{officeId}/integrations/{integrationId}/secret`.
   *
   * @param integrationId - The service, such as `github`.
   * @param key - The key. It replaces an existing one.
   */
  ensureSecret(
    officeId: string,
    integrationId: string,
    key: string,
    options?: RequestOptions,
  ): APIPromise<void> {
    return this.call(integrations.ensureSecret, { officeId, integrationId, body: { key } }, options);
  }

  /**
   * Removes an office's key for a service.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/integrations/{integrationId}/secret`.
   *
   * @param integrationId - The service, such as `github`.
   */
  deleteSecret(officeId: string, integrationId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(integrations.deleteSecret, { officeId, integrationId }, options);
  }

  /**
   * Allows or forbids an agent to use a service.
   *
   * Route: `POST /api/v1/offices/{officeId}/integrations/{integrationId}/agents/{agentName}`.
   *
   * @param integrationId - The service, such as `github`.
   * @param agentName - The agent's name.
   * @param enabled - Whether it may.
   */
  toggleAgent(
    officeId: string,
    integrationId: string,
    agentName: string,
    enabled: boolean,
    options?: RequestOptions,
  ): APIPromise<void> {
    return this.call(
      integrations.toggleAgent,
      { officeId, integrationId, agentName, body: { enabled } },
      options,
    );
  }

  /**
   * Distributes the office's key for Claude Code to its agents again.
   *
   * Route: `POST /api/v1/offices/{officeId}/integrations/claude-code/sync-key`.
   */
  syncClaudeCodeKey(officeId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(integrations.syncClaudeCodeKey, { officeId }, options);
  }
}
