import type { RequestOptions } from '../options/RequestOptions.ts';
import type { SkippedEvent } from './SkippedEvent.ts';

/** What a stream of events takes as its last argument. `timeout` limits each wait for more; default: 45,000 ms. */
export interface StreamOptions extends Omit<RequestOptions, 'maxRetries' | 'idempotencyKey'> {
  /** How often in a row the connection may fail before the stream throws; 0: it is opened once. Default: 10. */
  maxReconnects?: number | undefined;
  /** Goes on after the event of this id, if the server still has it. */
  lastEventId?: string | undefined;
  /**
   * Called for each event that is skipped because it has more than 1 MiB, in its place among the others; the logger is
   * warned too. The stream goes on behind it at once. Use it to fetch the event's content in another way.
   */
  onSkip?: ((skipped: SkippedEvent) => void) | undefined;
}
