import { sleep } from '@mitosislabs/auth/async';
import type { ServerSentEvent, SkippedEvent, StreamOptions } from '@mitosislabs/transport';

/** A connection that lasted this long worked, even without an event. In ms. */
const STEADY_MS = 10_000;

/** The end of one connection of a stream of events. */
export interface StreamEnd {
  /** The error that ended it; `undefined` if the server ended it. */
  readonly failure: unknown;
  /** Whether an event came, also one that was skipped. */
  readonly hasEvents: boolean;
  /** How long it lasted, in ms. */
  readonly lastedMs: number;
  /** Whether it worked: an event came, or it lasted for 10 s. */
  readonly isSteady: boolean;
}

/** The reader of a stream of events. */
export interface EventReader {
  /** Opens one connection. It must not reconnect by itself. */
  open(options: StreamOptions): AsyncIterable<ServerSentEvent>;
  /** Called for each event. */
  event(event: ServerSentEvent): void;
  /** Called for an event that was skipped: its content is lost. */
  skipped(event: SkippedEvent): void;
  /**
   * Called when a connection has ended, unless the signal has fired.
   *
   * @returns how long to wait before the next one, in ms, and whether it continues after the last event.
   */
  ended(end: StreamEnd): { readonly waitMs: number; readonly continues: boolean };
}

/**
 * Follows a stream of events until the signal fires, and opens it again after its last event. The caller decides when:
 * while the stream is closed, it must find the news in another way.
 *
 * @param reader - Opens connections, and gets the events.
 * @param signal - Ends the stream.
 *
 * @example
 * ```ts
 * import { MessagesAPI } from '@mitosislabs/api/messages';
 * import { Transport } from '@mitosislabs/transport';
 * import { followEvents } from '@mitosislabs/xmtp/feed';
 *
 * const messages = new MessagesAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const stop = new AbortController();
 * const reader = {
 *   open: (options = {}) => messages.stream('office-id', options),
 *   event: ({ event = 'message' }) => console.log(event),
 *   skipped: () => console.log('skipped'),
 *   ended: () => ({ waitMs: 1_000, continues: true }),
 * };
 * await followEvents(reader, stop.signal);
 * ```
 */
export async function followEvents(reader: EventReader, signal: AbortSignal): Promise<void> {
  let lastEventId: string | undefined;
  while (!signal.aborted) {
    const openedAt = performance.now();
    let hasEvents = false;
    let failure: unknown;
    const onSkip = (event: SkippedEvent): void => {
      hasEvents = true;
      lastEventId = event.id ?? lastEventId;
      reader.skipped(event);
    };
    try {
      for await (const event of reader.open({ signal, maxReconnects: 0, lastEventId, onSkip })) {
        hasEvents = true;
        lastEventId = event.id ?? lastEventId;
        reader.event(event);
      }
    } catch (error) {
      failure = error;
    }
    if (signal.aborted) return;
    const lastedMs = performance.now() - openedAt;
    const isSteady = hasEvents || lastedMs > STEADY_MS;
    const { waitMs, continues } = reader.ended({ failure, hasEvents, lastedMs, isSteady });
    if (!continues) lastEventId = undefined;
    await sleep(waitMs, signal);
  }
}
