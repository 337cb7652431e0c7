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
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   */
  list(officeId: string, options?: RequestOptions): APIPromise<Delegate[]> {
    return this.call(delegates.list, { officeId }, options);
  }

  /**
   * Gets one delegate.
   *
   * Route: `GET /api/v1/offices/{officeId}/delegates/{agentId}`.
   *
   * @param officeId - The office.
   * @param agentId - The agent's name.
   * @param options - Time limits, retries, signal, headers.
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
   * @param officeId - The office.
   * @param agentId - The agent's name.
   * @param req - What it may do.
   * @param options - Time limits, retries, signal, headers.
   * @throws {@link ConflictError} 409 when it is one already.
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
   * Changes what a delegate may do.
   *
   * Route: `PATCH /api/v1/offices/{officeId}/delegates/{agentId}`.
   *
   * @param officeId - The office.
   * @param agentId - The agent's name.
   * @param req - What it may do from now on.
   * @param options - Time limits, retries, signal, headers.
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
   * @param officeId - The office.
   * @param agentId - The agent's name.
   * @param options - Time limits, retries, signal, headers.
   */
  delete(officeId: string, agentId: string, options?: RequestOptions): APIPromise<void> {
    return this.call(delegates.delete, { officeId, agentId }, options);
  }
}
