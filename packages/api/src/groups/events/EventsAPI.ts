import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { events } from './contract.ts';

/**
 * Events of an office.
 *
 * @example
 * ```ts
 * import { EventsAPI } from '@mitosislabs/api/events';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const api = new EventsAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const events = await api.list('office-id');
 * console.log(events.length);
 * ```
 */
export class EventsAPI extends GroupAPI implements Covers<typeof events> {
  /**
   * Lists the events of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/events`.
   */
  list(officeId: string, options?: RequestOptions): APIPromise<unknown[]> {
    return this.call(events.list, { officeId }, options);
  }

  /**
   * Lists the events of one chat.
   *
   * Route: `GET /api/v1/offices/{officeId}/events/chat/{sessionKey}`.
   *
   * @param sessionKey - The chat: the `session_key` of a {@link ChatSession}.
   */
  chatEvents(officeId: string, sessionKey: string, options?: RequestOptions): APIPromise<unknown[]> {
    return this.call(events.chatEvents, { officeId, sessionKey }, options);
  }

  /**
   * Lists the uses of an office's terminals.
   *
   * Route: `GET /api/v1/offices/{officeId}/events/ssh`.
   */
  sshEvents(officeId: string, options?: RequestOptions): APIPromise<unknown[]> {
    return this.call(events.sshEvents, { officeId }, options);
  }
}
