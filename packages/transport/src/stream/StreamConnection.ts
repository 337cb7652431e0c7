import { MitosisError } from '@mitosislabs/auth/errors';
import { Deadline } from '../core/Deadline.ts';
import { OS1Error, type OS1ErrorDetails } from '../errors/OS1Error.ts';
import {
  AbortedError,
  ConnectionError,
  TimeoutError,
  UnexpectedResponseError,
} from '../errors/subclasses.ts';
import type { WireResponse } from '../wire/Wire.ts';

/** A connection that was open for so long, in ms, has worked, with or without events. */
const STEADY_MS = 10_000;

/** One connection of a stream of events: opened by the first read, closed once. Its errors are the SDK's. */
export class StreamConnection {
  readonly #url: string;
  readonly #deadline: Deadline;
  #chunks: AsyncIterator<Uint8Array> | undefined;
  #openedAt = Infinity;
  #end: (reason: unknown) => void = () => undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;
  /** In a moment: work that observes the signal ends by itself, with a better error. */
  readonly #onEnd = (): void => {
    this.#grace = setTimeout(() => this.#end(this.#deadline.signal.reason));
  };

  /**
   * @param url - For messages.
   * @param idleTimeout - How long the server may be silent during a read, in ms; 0: without limit.
   * @param signal - The caller's.
   */
  constructor(url: string, idleTimeout: number, signal: AbortSignal | undefined) {
    this.#url = url;
    this.#deadline = new Deadline(idleTimeout, signal);
    this.#deadline.pause();
    this.#deadline.signal.addEventListener('abort', this.#onEnd);
  }

  /** Whether it was open for so long that earlier failures no longer count. */
  get isSteady(): boolean {
    return performance.now() - this.#openedAt >= STEADY_MS;
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
   * @returns the bytes; `undefined` when the stream is over (204); or a failure that a new connection may solve, such as the
   * end of the response. Other failures are thrown.
   */
  async read(
    connect: (signal: AbortSignal) => Promise<WireResponse>,
  ): Promise<Uint8Array | OS1Error | undefined> {
    const deadline = this.#deadline;
    try {
      deadline.signal.throwIfAborted();
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
      return new ConnectionError(0, `The server ended the stream: GET ${this.#url}.`, 'stream_ended', {
        ...this.#details,
        hint: 'Open it again; if it ends each time, look whether the endpoint is the API.',
      });
    } catch (failure) {
      const error = this.#toError(failure);
      if (error instanceof OS1Error && isPassing(error)) return error;
      throw error;
    } finally {
      deadline.pause();
    }
  }

  /** Closes it at once, at any point. */
  close(): void {
    this.#deadline.signal.removeEventListener('abort', this.#onEnd);
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
      hint: 'Open the stream again; the id of the last event tells where to go on.',
    });
  }
}

/** Whether a new connection may succeed. */
function isPassing({ status, retryable }: OS1Error): boolean {
  if (status === 0) return retryable;
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}
