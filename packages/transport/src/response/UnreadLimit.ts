import { LONGEST_TIMER_MS } from '@mitosislabs/auth/async';
import type { Call } from '../call/Call.ts';
import type { UnreadBody } from '../call/settings.ts';
import { callError, placeOf } from '../errors/callErrors.ts';
import type { OS1Error } from '../errors/OS1Error.ts';
import { TimeoutError } from '../errors/subclasses.ts';

/** Between two reads, the limit is this many times longer: the reader may take long for a part. */
const PATIENCE = 10;
/** The most bodies of one transport that may wait for their first read. */
const MOST_UNREAD = 100;

/**
 * Limits how long, and how many, bodies may stay unread before their connections are closed: the `timeout` of the call
 * until the first read, ten times as long after that; the oldest when more than 100 wait for their first read. Otherwise a
 * program that keeps a thousand responses unread would hold a thousand connections. A body that has arrived completely can
 * still be read.
 */
export class UnreadLimit implements UnreadBody {
  readonly #call: Call;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The error for the reader, once a limit has passed. */
  error: OS1Error | undefined;

  constructor(call: Call) {
    this.#call = call;
    this.#start(call.deadline.limit);
    const { unread } = call;
    unread.add(this);
    const [oldest] = unread;
    if (oldest && unread.size > MOST_UNREAD) {
      oldest.close(`while ${MOST_UNREAD} newer ones waited to be read too`);
    }
  }

  /** Restarts the limit: a part was read. */
  restart(): void {
    this.#start(this.#call.deadline.limit * PATIENCE);
  }

  /** Stops the limit: the body is being read, or has ended. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#call.unread.delete(this);
  }

  #start(ms: number): void {
    clearTimeout(this.#timer);
    if (this.error || ms === 0 || ms > LONGEST_TIMER_MS) return;
    this.#timer = setTimeout(() => this.close(`for ${ms} ms`), ms);
    // Only the connection keeps the process alive.
    const unref: unknown = Reflect.get(Object(this.#timer), 'unref');
    if (typeof unref === 'function') unref.call(this.#timer);
  }

  /** Closes the connection. */
  close(reason: string): void {
    this.stop();
    this.error = callError(TimeoutError, this.#call, {
      code: 'body_unread',
      message: `The response was not read ${reason}, so its connection was closed: ${placeOf(this.#call)}.`,
      outcome: 'unknown',
      retryable: true,
      hint: 'Read each body as it comes, cancel it when you do not want it, or allow more time with the `timeout` option (ms).',
    });
    this.#call.deadline.close();
  }
}
