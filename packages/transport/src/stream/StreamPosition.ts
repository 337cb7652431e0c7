import type { ServerSentEvent } from './ServerSentEvent.ts';

/** What of a stream outlives its connections. The parser of each connection reads it and brings it up to date. */
export interface StreamPosition {
  /** The id of the last complete block, with data or without; empty when there is none. */
  lastEventId: string;
  /** How long to wait before the next connection, in ms: what the server said last. */
  retryMs: number;
  /** The last event that was given out. */
  last?: ServerSentEvent;
  /** Whether it is before an event without an end or id: the next connection may begin with that event again. */
  isBeforeEndless?: boolean;
}
