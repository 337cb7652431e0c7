import type { RequestOptions } from './RequestOptions.ts';

/** What a stream of events takes as its last argument. `timeout` limits each wait for more; default: 45,000 ms. */
export interface StreamOptions extends Omit<RequestOptions, 'maxRetries' | 'idempotencyKey'> {
  /** How often in a row the connection may fail before the stream throws; 0: it is opened once. Default: 10. */
  maxReconnects?: number | undefined;
  /** Goes on after the event of this id, if the server still has it. */
  lastEventId?: string | undefined;
}
