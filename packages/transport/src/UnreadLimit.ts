import type { Call } from './Call.ts';
import { TimeoutError } from './errors/TimeoutError.ts';

/** A body that is being read may rest for so many times the limit: its reader may have much to do with each part. */
const PATIENCE = 10;
/** Longer timers fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The time that a body may lie unread before its connection is closed: the `timeout` of the call until it is first asked
 * for, ten times as long after that. A program that keeps a thousand answers and reads none would else hold a thousand
 * connections for ever. What has come as a whole by then can still be read.
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

  /** Begins anew: a part was read. */
  restart(): void {
    this.#start(this.#call.deadline.limit * PATIENCE);
  }

  /** Ends it: the body is asked for, or over. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(ms: number): void {
    this.stop();
    if (this.error || ms === 0 || ms > LONGEST_MS) return;
    this.#timer = setTimeout(() => this.#end(ms), ms);
    // The connection keeps the process alive; where there is none any more, this should not.
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
