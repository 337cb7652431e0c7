import type { RequestOptions } from './RequestOptions.ts';
import type { SkippedEvent } from './ServerSentEvent.ts';

/** The options of a stream of events. `timeout` limits each wait for more; default: 45,000 ms. */
export interface StreamOptions extends Omit<RequestOptions, 'maxRetries' | 'idempotencyKey'> {
  /** How often in a row the connection may fail before the stream throws; 0: no new connection. Default: 10. */
  maxReconnects?: number | undefined;
  /** Continues after the event with this id, if the server still has it. */
  lastEventId?: string | undefined;
  /**
   * Called for each event that is skipped because it has more than 1 MiB, in order with the others. The logger gets a
   * warning too. The stream continues after it. Use this to fetch the event's content in another way.
   */
  onSkip?: ((skipped: SkippedEvent) => void) | undefined;
}
