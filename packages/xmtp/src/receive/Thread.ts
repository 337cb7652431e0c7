import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { isTooLarge } from '../errors/requestFailure.ts';

/** Options of a request to a conversation. */
export interface CallOptions {
  /** How long it may take, in ms. */
  timeout?: number | undefined;
  /** Aborts the request. */
  signal?: AbortSignal | undefined;
  /** The `Idempotency-Key`: servers that support it post only one message for each key. */
  idempotencyKey?: string | undefined;
  /** How often it is sent again at the most. */
  maxRetries?: number | undefined;
}

/** A place where messages are read and written: the conversation of two, or a group. */
export interface Thread {
  /** How far the server's clock is ahead, if its responses have a readable `Date`. */
  readonly serverOffset?: ClockOffset | undefined;
  /** Reads the newest `limit` messages, in the order in which the server gives them. */
  read(limit: number, options: CallOptions): Promise<XMTPMessage[]>;
  /**
   * Whether there were no messages at a moment after `since`, by `performance.now()`. It costs less than reading, as
   * all threads of an office share the answer.
   *
   * @param run - Runs the request when it is its turn.
   */
  isNew?(
    since: number,
    options: CallOptions,
    run: <T>(request: () => Promise<T>) => Promise<T>,
  ): Promise<boolean>;
  /** Posts one message. */
  post(content: string, options: CallOptions): Promise<void>;
  /** Whether a message is our own. */
  isOwn(message: XMTPMessage): boolean;
}

/** How far a server's clock is ahead of `performance.now()`, as an interval. In ms. */
export interface ClockOffset {
  readonly low: number;
  readonly high: number;
}

/** `Date` headers count whole seconds. In ms. */
const RESOLUTION_MS = 1_000;
/** How long a learned offset is valid: clocks drift apart. In ms. */
const VALID_MS = 60_000;

const known = new WeakMap<object, ServerTime>();

/**
 * The clock of a server, learned from the `Date` of its responses. One response is exact to a second; several, sent at
 * different fractions of a second, are more exact. All conversations of one server share the result.
 */
export class ServerTime {
  #offset: ClockOffset | undefined;
  #learnedAt = 0;

  /** The clock of the server behind these calls. */
  static of(api: object): ServerTime {
    const time = known.get(api) ?? new ServerTime();
    known.set(api, time);
    return time;
  }

  /** The offset of the clock; `undefined` before the first response with a `Date`. */
  get offset(): ClockOffset | undefined {
    return this.#offset;
  }

  /**
   * Learns from one response.
   *
   * @param date - Its `Date`, in ms since 1970.
   * @param sentAt - When its request went out, by `performance.now()`.
   * @param receivedAt - When it came in, by `performance.now()`.
   */
  learn(date: number, sentAt: number, receivedAt: number): void {
    const one = { low: date - receivedAt, high: date + RESOLUTION_MS - sentAt };
    const all = this.#offset && {
      low: Math.max(this.#offset.low, one.low),
      high: Math.min(this.#offset.high, one.high),
    };
    // A clock that has stepped contradicts what was learned.
    const isValid = all && all.low <= all.high && receivedAt - this.#learnedAt < VALID_MS;
    this.#offset = isValid ? all : one;
    if (!isValid) this.#learnedAt = receivedAt;
  }
}

/** A call of `XMTPAPI` that reads messages; `withResponse` also returns the headers. */
type MessagesCall = Promise<XMTPMessage[]> & {
  withResponse?: () => Promise<{
    data: XMTPMessage[];
    response: { headers: Readonly<Record<string, string>> };
  }>;
};

/**
 * Reads the newest messages, and learns the server's time from the response, if the runtime shows its `Date`. If they
 * are more bytes than the client accepts, reads fewer, as if the server had no more.
 */
export async function readWithDate(
  limit: number,
  read: (limit: number) => MessagesCall,
  time: ServerTime,
): Promise<XMTPMessage[]> {
  try {
    return await readOnce(() => read(limit), time);
  } catch (error) {
    if (!isTooLarge(error) || limit <= 1) throw error;
    return readWithDate(Math.floor(limit / 4) || 1, read, time);
  }
}

async function readOnce(read: () => MessagesCall, time: ServerTime): Promise<XMTPMessage[]> {
  const sentAt = performance.now();
  const call = read();
  if (!call.withResponse) return call;
  const { data, response } = await call.withResponse();
  const date = Date.parse(response.headers['date'] ?? '');
  // The `Date` of a cached response is the time of caching.
  const isFresh = response.headers['age'] === undefined;
  if (isFresh && Number.isFinite(date)) time.learn(date, sentAt, performance.now());
  return data;
}

/** A message's time, ms since 1970; `NaN` without one. Some servers send milliseconds in place of text. */
export function timeOf(message: XMTPMessage): number {
  return new Date(Object(message).created_at).getTime();
}

/** Shorter lists are never cut off. */
export const LEAST_CAP = 20;

/** Whether a list may be cut off: servers limit their lists to a round number of entries. */
export function mayBeCut(length: number): boolean {
  return length >= LEAST_CAP && (length % 10 === 0 || Number.isInteger(Math.log2(length)));
}
