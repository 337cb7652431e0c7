import type { APIPromise, RequestOptions, ServerSentEvent, StreamOptions } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import { StreamingGroupAPI } from '../../runtime/StreamingGroupAPI.ts';
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
 * await messages.send('office-id', { to: 'aria', content: 'Good morning!' });
 * // Without `lastEventId`: the events from now on.
 * for await (const event of messages.stream('office-id', { lastEventId: '0' })) {
 *   console.log(event.event, event.data);
 *   break;
 * }
 * ```
 */
export class MessagesAPI extends StreamingGroupAPI implements Covers<typeof messages> {
  /**
   * Sends a message over the bus of an office.
   *
   * Route: `POST /api/v1/offices/{officeId}/messages/send`.
   *
   * @param req - The recipient and the text.
   * @throws {@link InsufficientCreditsError} 402 when the office is out of credits.
   */
  send(officeId: string, req: SendMessageRequest, options?: RequestOptions): APIPromise<void> {
    return this.call(messages.send, { officeId, body: req }, options);
  }

  /**
   * Gets statistics about the connections of the bus.
   *
   * Route: `GET /api/v1/offices/{officeId}/messages/pool-stats`.
   */
  poolStats(officeId: string, options?: RequestOptions): APIPromise<PoolStats> {
    return this.call(messages.poolStats, { officeId }, options);
  }

  /**
   * Streams the events of an office: messages, tasks, agents, files.
   *
   * Route: `GET /api/v1/offices/{officeId}/messages/stream`.
   *
   * @param options - The limit on silence, the number of reconnects, the event to continue after (`lastEventId`),
   * signal, headers.
   * @returns the events. A connection that breaks is opened again after the last event. Failures without recovery
   * throw. Leaving the loop closes the connection.
   */
  stream(officeId: string, options?: StreamOptions): AsyncGenerator<ServerSentEvent, void, undefined> {
    return this.openStream(messages.stream, { officeId }, options);
  }
}
