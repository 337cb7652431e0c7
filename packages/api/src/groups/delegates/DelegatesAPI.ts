import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { type CreateDelegateRequest, type Delegate, delegates } from './contract.ts';

/**
 * Delegates: agents that may act in the name of an office's owner.
 *
 * @example
 * ```ts
 * import { DelegatesAPI } from '@mitosislabs/api/delegates';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const delegates = new DelegatesAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * await delegates.create('office-id', 'aria', { permissions: ['tasks:create'] });
 * ```
 */
export class DelegatesAPI extends GroupAPI implements Covers<typeof delegates> {
  /**
   * Lists the delegates of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/delegates`.
   */
  list(officeId: string, options?: RequestOptions): APIPromise<Delegate[]> {
    return this.call(delegates.list, { officeId }, options);
  }

  /**
   * Gets one delegate.
   *
   * Route: `GET /api/v1/offices/{officeId}/delegates/{agentId}`.
   *
   * @param agentId - The agent's name.
   * @throws {@link NotFoundError} when the agent is no delegate.
   */
  get(officeId: string, agentId: string, options?: RequestOptions): APIPromise<Delegate> {
    return this.call(delegates.get, { officeId, agentId }, options);
  }

  /**
   * Makes an agent a delegate.
   *
   * Route: `POST /api/v1/offices/{officeId}/delegates/{agentId}`.
   *
   * @param agentId - The agent's name.
   * @param req - Its permissions.
   * @throws {@link ConflictError} 409 when it is a delegate already.
   */
  create(
    officeId: string,
    agentId: string,
    req: CreateDelegateRequest,
    options?: RequestOptions,
  ): APIPromise<Delegate> {
    return this.call(delegates.create, { officeId, agentId, body: req }, options);
  }

  /**
   * Changes the permissions of a delegate.
   *
   * Route: `PATCH /api/v1/offices/{officeId}/delegates/{agentId}`.
   *
   * @param agentId - The agent's name.
   * @param req - Its new permissions.
   */
  update(
    officeId: string,
    agentId: string,
    req: Partial<CreateDelegateRequest>,
    options?: RequestOptions,
  ): APIPromise<Delegate> {
    return this.call(delegates.update, { officeId, agentId, body: req }, options);
  }

  /**
   * Makes a delegate an ordinary agent again.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/delegates/{agentId}`.
   *
   * @param agentId - The agent's name.
   */
  delete(officeId: string, agentId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(delegates.delete, { officeId, agentId }, options);
  }
}
