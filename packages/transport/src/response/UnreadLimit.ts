import type { Call } from '../core/Call.ts';
import { TimeoutError } from '../errors/TimeoutError.ts';

/** A body in the middle of reading may rest for this multiple of the limit: each part may take its reader long. */
const PATIENCE = 10;
/** Timers with a longer delay fire at once. In ms. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Limits the time that a body may stay unread before its connection is closed: the `timeout` of the call until the first
 * read, ten times as long after that. Otherwise a program that keeps a thousand responses unread would hold a thousand
 * connections forever. A body that has arrived completely can still be read.
 */
export class UnreadLimit {
  readonly #call: Call;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The error for the reader, once the limit has passed. */
  error: TimeoutError | undefined;

  constructor(call: Call) {
    this.#call = call;
    this.#start(call.deadline.limit);
  }

  /** Restarts the limit: a part was read. */
  restart(): void {
    this.#start(this.#call.deadline.limit * PATIENCE);
  }

  /** Stops the limit: the body is being read, or has ended. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(ms: number): void {
    this.stop();
    if (this.error || ms === 0 || ms > LONGEST_MS) return;
    this.#timer = setTimeout(() => this.#end(ms), ms);
    // Only the connection keeps the process alive.
    const unref: unknown = Reflect.get(Object(this.#timer), 'unref');
    if (typeof unref === 'function') unref.call(this.#timer);
  }

  #end(ms: number): void {
    const { attempt, deadline } = this.#call;
    const { method, url, secrets } = attempt;
    const where = `${method} ${url.origin}${url.pathname}`;
    this.error = new TimeoutError(
      0,
      `The answer was not read for ${ms} ms, so that its connection was closed: ${where}.`,
      'body_unread',
      {
        method,
        url: url.origin + url.pathname,
        outcome: 'unknown',
        retryable: true,
        hint: 'Read the body at once, cancel it when you do not want it, or allow more time with the `timeout` option (ms).',
        secrets,
      },
    );
    deadline.close();
  }
}
