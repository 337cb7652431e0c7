import { backOff, onAbort } from '@mitosislabs/auth/async';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import { assertLimit, assertSignal, Deadline } from '../call/Deadline.ts';
import { OS1Error, type OS1ErrorDetails } from '../errors/OS1Error.ts';
import {
  AbortedError,
  ConnectionError,
  TimeoutError,
  UnexpectedResponseError,
} from '../errors/subclasses.ts';
import type { ServerSentEvent, SkippedEvent } from '../options/ServerSentEvent.ts';
import type { WireResponse } from '../wire/Wire.ts';
import { eventParser, isSendable, MAX_SKIPPED, type StreamPosition } from './eventParser.ts';

/** How long a server may be silent before the connection counts as dead, in ms: three intervals of its comments. */
export const IDLE_TIMEOUT_MS = 45_000;
/** How many connections in a row may fail. */
export const MAX_RECONNECTS = 10;
/** The delay before a new connection, in ms, as long as the server has not named one. */
const RETRY_MS = 1_000;
/** The delays after connections that failed in a row, in ms. None is shorter than the server asks. */
const RECONNECT_DELAYS = { most: 60_000, mostAsked: 120_000, jitter: -0.25 };
/** A connection that was open for this long counts as working, with or without events. In ms. */
const STEADY_MS = 10_000;

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
  /** The caller's signal: interrupts the stream at any point. */
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
 * - A connection that breaks, ends, or is silent for too long is opened again with `Last-Event-ID`; also after 408, 429
 *   and 5xx (not 501). The delay is the server's `retry` within 0.1–60 s, or 1 s, and doubles with each failure in a
 *   row.
 * - The position is the last id of a complete block, with data or without, and outlives every connection. Events that
 *   the server keeps are returned once and in order, also if the server repeats the last one.
 * - An event of more than 1 MiB is skipped on the same connection, one of more than 64 MiB by a new one. If
 *   its id comes after so much, or not at all, the new one skips up to 256 MiB.
 * - 204 ends the stream. Leaving the loop closes the connection.
 *
 * @param connect - Makes one attempt.
 * @param options - The time limit, how often to try, the event to continue after, the signal.
 * @throws {@link OS1Error} for a failure that another connection cannot fix, and the last failure when there were too
 * many in a row; {@link UnexpectedResponseError} `event_too_large` for events of more than 256 MiB, many in a row;
 * {@link AbortedError}.
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
      for (let bytes = await connection.read(open); bytes; bytes = await connection.read(open)) {
        for (const { event, skipped } of parser.feed(bytes)) {
          connection.throwIfAborted();
          failures = 0;
          if (event) yield event;
          else onSkip?.(skipped);
        }
        if (parser.isStuck) break;
      }
      const failure = parser.isStuck ? endlessEvent(url) : connection.failure;
      if (!failure) return;
      endless = parser.isStuck && position.isBeforeEndless ? endless + 1 : 0;
      // Events before an endless one are no progress.
      if (endless > 0) failures = endless - 1;
      else if (connection.isSteady) failures = 0;
      if (maxReconnects === 0 && failure.code === 'stream_ended') return;
      if (++failures > maxReconnects) throw failure;
      // From the server's `retry` on, or as `Retry-After` says; never sooner than asked.
      delay = backOff(failures, { ...RECONNECT_DELAYS, first: position.retryMs, after: failure });
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

/** One connection of a stream of events: opened by the first read, closed once. Its errors are the SDK's. */
class StreamConnection {
  readonly #url: string;
  readonly #deadline: Deadline;
  #chunks: AsyncIterator<Uint8Array> | undefined;
  #failure: OS1Error | undefined;
  #openedAt = Infinity;
  #end: (reason: unknown) => void = () => undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;
  readonly #release: () => void;

  /**
   * @param url - For messages.
   * @param idleTimeout - How long the server may be silent during a read, in ms; 0: without limit.
   * @param signal - The caller's.
   */
  constructor(url: string, idleTimeout: number, signal: AbortSignal | undefined) {
    this.#url = url;
    assertLimit('timeout', idleTimeout);
    assertSignal(signal);
    this.#deadline = new Deadline(idleTimeout, signal);
    this.#deadline.pause();
    const { signal: over } = this.#deadline;
    // Waits a moment: work that observes the signal ends by itself, with a better error.
    this.#release = onAbort(over, () => {
      this.#grace = setTimeout(() => this.#end(over.reason));
    });
  }

  /** Whether it was open long enough that earlier failures no longer count. */
  get isSteady(): boolean {
    return performance.now() - this.#openedAt >= STEADY_MS;
  }

  /** The failure that ended it, such as the end of the response; `undefined` when the server has no more events (204). */
  get failure(): OS1Error | undefined {
    return this.#failure;
  }

  /** Throws when the caller has aborted. */
  throwIfAborted(): void {
    if (this.#deadline.aborted) throw this.#toError(this.#deadline.signal.reason);
  }

  /** Waits before the first read. */
  async wait(ms: number): Promise<void> {
    await this.#deadline.sleep(ms).catch(() => this.throwIfAborted());
  }

  /**
   * Waits for more.
   *
   * @param connect - Opens it, if this is the first read.
   * @returns the bytes; `undefined` when the connection is over: see {@link StreamConnection.failure}. Failures that a new
   * connection cannot solve are thrown.
   */
  async read(connect: (signal: AbortSignal) => Promise<WireResponse>): Promise<Uint8Array | undefined> {
    const deadline = this.#deadline;
    try {
      deadline.throwIfOver();
      deadline.restart();
      if (!this.#chunks) {
        const response = await this.#orEnd(connect(deadline.signal));
        if (response.status === 204) return undefined;
        this.#assertStream(response);
        this.#chunks = response.body[Symbol.asyncIterator]();
        this.#openedAt = performance.now();
        deadline.restart();
      }
      const { done, value } = await this.#orEnd(this.#chunks.next());
      if (!done) return value;
      this.#failure = new ConnectionError(
        0,
        `The server ended the stream: GET ${this.#url}.`,
        'stream_ended',
        {
          ...this.#details,
          hint: 'Open it again; if it ends each time, check that the endpoint is the API.',
        },
      );
      return undefined;
    } catch (failure) {
      const error = this.#toError(failure);
      if (!(error instanceof OS1Error) || !isPassing(error)) throw error;
      this.#failure = error;
      return undefined;
    } finally {
      deadline.pause();
    }
  }

  /** Closes it at once, at any point. */
  close(): void {
    this.#release();
    this.#deadline.close();
    clearTimeout(this.#grace);
    // The signal has closed the connection. This ends a body that was not read yet.
    const end = async (): Promise<unknown> => this.#chunks?.return?.();
    end().catch(() => undefined);
  }

  /** Waits for work that may ignore the signal. One listener serves all reads of a stream. */
  #orEnd<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#end = reject;
      work.then(resolve, reject);
    });
  }

  get #details(): OS1ErrorDetails {
    return { method: 'GET', url: this.#url, outcome: 'unknown', retryable: true };
  }

  #assertStream({ status, headers }: WireResponse): void {
    const type = headers['content-type'] ?? '';
    if (status === 200 && /^text\/event-stream[\t ]*(?:;|$)/i.test(type)) return;
    throw new UnexpectedResponseError(
      status,
      `The server answered GET ${this.#url} with ${status} and ${type || 'no content type'}, which is no event stream.`,
      'unexpected_response',
      {
        ...this.#details,
        retryable: false,
        hint: 'Check that the endpoint is the API and not a web page or a proxy.',
      },
    );
  }

  /** Checks the signals first: aborted work fails in many ways. Errors of `connect` stay as they are. */
  #toError(failure: unknown): unknown {
    const { aborted, expired, limit, signal } = this.#deadline;
    const { outcome = 'unknown' } = failure instanceof OS1Error ? failure : {};
    const details = { ...this.#details, outcome, cause: signal.reason ?? failure };
    if (aborted) {
      const final = { ...details, retryable: false };
      return new AbortedError(0, `The stream was aborted: GET ${this.#url}.`, 'aborted', final);
    }
    if (expired) {
      return new TimeoutError(0, `Nothing came for ${limit} ms: GET ${this.#url}.`, 'timeout', {
        ...details,
        hint: 'Open the stream again, or allow longer silence with the `timeout` option (ms).',
      });
    }
    if (!this.#chunks || failure instanceof MitosisError) return failure;
    return new ConnectionError(0, `The connection broke: GET ${this.#url}.`, 'connection_failed', {
      ...details,
      hint: 'Open the stream again; pass the id of the last event as `lastEventId` to continue after it.',
    });
  }
}

/** Whether a new connection may succeed. */
function isPassing({ status, retryable }: OS1Error): boolean {
  if (status === 0) return retryable;
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}
