import { backOff } from '@mitosislabs/auth/async';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { OS1Error } from '../errors/OS1Error.ts';
import { UnexpectedResponseError } from '../errors/subclasses.ts';
import type { WireResponse } from '../wire/Wire.ts';
import type { StreamPosition } from './eventParser.ts';
import { eventParser, isSendable, MAX_SKIPPED } from './eventParser.ts';
import type { ServerSentEvent, SkippedEvent } from './ServerSentEvent.ts';
import { StreamConnection } from './StreamConnection.ts';

/** How long a server may be silent before the connection counts as dead, in ms: three intervals of its comments. */
export const IDLE_TIMEOUT_MS = 45_000;
/** How many connections in a row may fail. */
export const MAX_RECONNECTS = 10;
/** The delay before a new connection, in ms, as long as the server has not named one. */
const RETRY_MS = 1_000;

const MAX_DELAY_MS = 60_000;
const MAX_RETRY_AFTER_MS = 120_000;

/** The options of {@link eventStream}. */
export interface EventStreamOptions {
  /** The URL without its query, for messages. */
  url: string;
  /** How long the server may be silent while a read is pending, in ms; 0 for ever. Default: 45,000. */
  idleTimeout?: number | undefined;
  /**
   * How many connections in a row may fail, or end, without an event and within 10 seconds, before the stream does.
   * Default: 10. With 0 there is one connection, whose end is the end of the stream.
   */
  maxReconnects?: number | undefined;
  /** The id of the last event that the caller has seen. Default: none. */
  lastEventId?: string | undefined;
  /** Called for each event that is skipped because it has more than 1 MiB. */
  onSkip?: ((skipped: SkippedEvent) => void) | undefined;
  /** The caller's signal: interrupts whatever the stream is doing. */
  signal?: AbortSignal | undefined;
}

/**
 * Makes one attempt at a connection. It retries nothing: recovery belongs to the stream.
 *
 * @param lastEventId - The value of `Last-Event-ID`: the id's UTF-8, a character a byte. `undefined`: send none.
 * @param signal - Ends the attempt and, later, the body.
 * @throws {@link OS1Error} for every response other than 2xx, and without a response.
 */
export type Connect = (lastEventId: string | undefined, signal: AbortSignal) => Promise<WireResponse>;

/**
 * Yields the events of a `text/event-stream`, over as many connections as needed (HTML standard, 9.2).
 *
 * - A connection that breaks, ends, or is silent for too long is opened again with `Last-Event-ID`; so it is after 408, 429 and 5xx
 *   (not 501). The delay is the server's `retry` within 0.1–60 s, or 1 s, and doubles with each failure in a row.
 * - The position is the last id of a complete block, with data or without, and outlives every connection. Events that the
 *   server keeps come once and in order, also if the server repeats the last one.
 * - An event of more than 1 MiB is skipped on the same connection, one of more than 64 MiB by a new one. If
 *   its id comes after so much, or not at all, the new one skips up to 256 MiB.
 * - 204 ends the stream. Leaving the loop closes the connection.
 *
 * @param connect - Makes one attempt.
 * @param options - The time limit, how often to try, where to go on, the signal.
 * @throws {@link OS1Error} what another connection cannot mend, and the last failure when there were too many in a row;
 * {@link UnexpectedResponseError} `event_too_large` for events of more than 256 MiB, many in a row; {@link AbortedError}.
 */
export async function* eventStream(
  connect: Connect,
  options: EventStreamOptions,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const { url, signal, onSkip, idleTimeout = IDLE_TIMEOUT_MS, maxReconnects = MAX_RECONNECTS } = options;
  if (typeof maxReconnects !== 'number' || !(maxReconnects >= 0)) {
    throw new InvalidArgumentError('maxReconnects', 'must be a number, 0 or more');
  }
  const position: StreamPosition = { lastEventId: checkedId(options.lastEventId), retryMs: RETRY_MS };
  const open = (ending: AbortSignal): Promise<WireResponse> =>
    connect(position.lastEventId === '' ? undefined : utf8(position.lastEventId), ending);
  for (let failures = 0, endless = 0, delay = 0; ; ) {
    const connection = new StreamConnection(url, idleTimeout, signal);
    const parser = eventParser(position);
    try {
      if (delay > 0) await connection.wait(delay);
      let bytes = await connection.read(open);
      while (bytes && !(bytes instanceof OS1Error)) {
        for (const { event, skipped } of parser.feed(bytes)) {
          connection.throwIfAborted();
          failures = 0;
          if (event) yield event;
          else onSkip?.(skipped);
        }
        bytes = parser.isStuck ? endlessEvent(url) : await connection.read(open);
      }
      if (bytes === undefined) return;
      endless = parser.isStuck && position.isBeforeEndless ? endless + 1 : 0;
      // Events before an endless one are no progress.
      if (endless > 0) failures = endless - 1;
      else if (connection.isSteady) failures = 0;
      if (maxReconnects === 0 && bytes.code === 'stream_ended') return;
      if (++failures > maxReconnects) throw bytes;
      delay = reconnectDelay(position.retryMs, failures, bytes.retryAfterMs);
    } finally {
      connection.close();
    }
  }
}

function endlessEvent(url: string): UnexpectedResponseError {
  return new UnexpectedResponseError(
    200,
    `The server sent an event of more than ${MAX_SKIPPED} characters: GET ${url}.`,
    'event_too_large',
    {
      method: 'GET',
      url,
      outcome: 'unknown',
      retryable: true,
      hint: 'Put large content into a file and send its name.',
    },
  );
}

function checkedId(id: unknown = ''): string {
  if (typeof id === 'string' && isSendable(id)) return id;
  throw new InvalidArgumentError('lastEventId', 'must be text without line breaks', {
    hint: 'Pass the `id` of an event as it came.',
  });
}

/** Encodes text for a header: one character for each byte of its UTF-8. */
function utf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

/**
 * Returns the delay before the next connection of a stream: the base, doubled with each failure in a row up to a minute; or
 * `Retry-After`, up to two minutes. A random part of up to a quarter is added, so that the clients of a restarted server do
 * not all come back at the same moment, and none comes sooner than asked.
 *
 * @param baseMs - The server's `retry`, or the default.
 * @param failures - How many connections in a row failed, 1 or more.
 * @param retryAfterMs - The `Retry-After` of the last response, if any.
 * @returns the delay in ms.
 */
function reconnectDelay(baseMs: number, failures: number, retryAfterMs?: number): number {
  const delay =
    retryAfterMs === undefined
      ? backOff(failures, { first: baseMs, most: MAX_DELAY_MS, jitter: 0 })
      : Math.max(baseMs, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
  return delay * (1 + Math.random() / 4);
}
