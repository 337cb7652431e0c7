import type { APIPromise, RequestOptions, ServerSentEvent, StreamOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { messages, type PoolStats, type SendMessageRequest } from './contract.ts';

/**
 * Messages: the bus of an office, and its stream of events.
 *
 * @example
 * ```ts
 * import { MessagesAPI } from '@mitosislabs/api/messages';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const messages = new MessagesAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * for await (const event of messages.stream('office-id')) {
 *   console.log(event.event, event.data);
 *   break;
 * }
 * ```
 */
export class MessagesAPI extends GroupAPI implements Covers<typeof messages> {
  /**
   * Sends a message over the bus of an office.
   *
   * Route: `POST /api/v1/offices/{officeId}/messages/send`.
   *
   * @param officeId - The office.
   * @param req - To whom, and what.
   * @param options - Time limits, retries, signal, headers.
   * @throws {@link InsufficientCreditsError} 402 when the office is out of credits.
   */
  send(officeId: string, req: SendMessageRequest, options?: RequestOptions): APIPromise<void> {
    return this.call(messages.send, { officeId, body: req }, options);
  }

  /**
   * Tells about the connections behind the bus.
   *
   * Route: `GET /api/v1/offices/{officeId}/messages/pool-stats`.
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   */
  poolStats(officeId: string, options?: RequestOptions): APIPromise<PoolStats> {
    return this.call(messages.poolStats, { officeId }, options);
  }

  /**
   * Streams what happens in an office: messages, tasks, agents, files.
   *
   * Route: `GET /api/v1/offices/{officeId}/messages/stream`.
   *
   * @param officeId - The office.
   * @param options - The limit of each silence, how often to reconnect, where to go on (`lastEventId`), signal, headers.
   * @returns the events. A connection that breaks is opened again from the last event on; what cannot be recovered throws.
   * Leaving the loop closes it.
   */
  stream(officeId: string, options?: StreamOptions): AsyncGenerator<ServerSentEvent, void, undefined> {
    return this.openStream(messages.stream, { officeId }, options);
  }
}
