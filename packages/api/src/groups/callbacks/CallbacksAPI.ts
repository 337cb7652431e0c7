import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { callbacks, type PodCallback, type PodEventRequest } from './contract.ts';

/**
 * Callbacks: reports from the pods of an office.
 *
 * @example
 * ```ts
 * import { CallbacksAPI } from '@mitosislabs/api/callbacks';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const callbacks = new CallbacksAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * await callbacks.podEvent('office-id', { type: 'ready' });
 * ```
 */
export class CallbacksAPI extends GroupAPI implements Covers<typeof callbacks> {
  /**
   * Reports an event. For pods and agents.
   *
   * Route: `POST /api/v1/offices/{officeId}/callbacks/pod-event`.
   *
   * @param req - The event.
   */
  podEvent(officeId: string, req: PodEventRequest, options?: RequestOptions): APIPromise<void> {
    return this.call(callbacks.podEvent, { officeId, body: req }, options);
  }

  /**
   * Lists the reports of an office's pods.
   *
   * Route: `GET /api/v1/offices/{officeId}/callbacks`.
   */
  list(officeId: string, options?: RequestOptions): APIPromise<PodCallback[]> {
    return this.call(callbacks.list, { officeId }, options);
  }

  /**
   * Gets one report.
   *
   * Route: `GET /api/v1/offices/{officeId}/callbacks/{callbackId}`.
   *
   * @param callbackId - The report.
   * @throws {@link NotFoundError} when there is no such report.
   */
  get(officeId: string, callbackId: string, options?: RequestOptions): APIPromise<PodCallback> {
    return this.call(callbacks.get, { officeId, callbackId }, options);
  }
}
