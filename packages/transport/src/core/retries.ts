import { backOff } from '@mitosislabs/auth/async';
import { Attempt, type Call } from '../call/Call.ts';
import { Deadline } from '../call/Deadline.ts';
import { failureToError } from '../errors/failureToError.ts';
import { OS1Error } from '../errors/OS1Error.ts';
import type { Log } from '../redact/Log.ts';

/** The delays between attempts, in ms. */
export const RETRY_DELAYS = { first: 500, most: 8_000 };
/** The limit on silence of a call without a time limit, in ms. */
const DEFAULT_SILENCE_MS = 10_000;
/** Calls with a shorter limit on silence have no time for a second attempt. In ms. */
const SHORTEST_SILENCE_MS = 5_000;

/** The parts of one transport that decide on retries. */
export interface RetryContext {
  readonly keys: KeySupport;
  /** The longest wait that the server may ask for, in ms. */
  readonly maxRetryAfter: number;
  /** `undefined` without a logger. */
  readonly log: Log | undefined;
}

/**
 * Makes attempts until one succeeds or no further one is allowed.
 *
 * @param makeAttempt - Makes one attempt.
 */
export async function withRetries<T, Context extends RetryContext>(
  call: Call,
  context: Context,
  makeAttempt: (call: Call, context: Context) => Promise<T>,
): Promise<T> {
  const { deadline, attemptTimeout, idempotency } = call;
  for (let number = 1; ; number++) {
    const limit = attemptTimeout ?? (idempotency === 'safe' ? silenceLimit(call, number) : 0);
    const isSilenceLimited = limit > 0 && attemptTimeout === undefined;
    const hasOwnDeadline = limit > 0;
    // The limit on silence starts when the request is sent.
    const own = hasOwnDeadline ? new Deadline(limit, deadline, isSilenceLimited) : deadline;
    const attempt = new Attempt(number, own, isSilenceLimited);
    call.attempt = attempt;
    let error: OS1Error;
    try {
      deadline.throwIfOver();
      const result = await makeAttempt(call, context);
      // Its own limit ends here: a body that is still to come has limits of its own.
      if (hasOwnDeadline) attempt.deadline.pause();
      return result;
    } catch (failure) {
      const isOver = attempt.deadline.isOver;
      // Ends all that still runs of the attempt.
      if (hasOwnDeadline) attempt.deadline.close();
      // Other errors, such as those of a middleware, are not failures of the request.
      if (!(failure instanceof OS1Error) && !isOver) throw failure;
      error = failureToError(failure, call);
    }
    const delay = delayBefore(call, error, context);
    if (delay === undefined) throw error;
    context.log?.write('info', 'sending again', call, () => ({ after: error.code, delayMs: delay }));
    call.mayBeDone ||= call.idempotency !== 'safe' && error.outcome === 'unknown';
    if (call.mayBeDone && call.idempotency === 'idempotency-key') call.boundTarget ??= call.lastTarget;
    // When the call is over during the wait, the next attempt fails before it sends anything.
    await deadline.sleep(delay).catch(() => undefined);
  }
}

/**
 * Returns how long an attempt without `attemptTimeout` may wait for its response to begin, in ms; 0: as long as the call. A
 * kept connection may be dead without notice: the first attempt gets a third of the call's time, so that there is
 * time for a retry. Applies to reads only: many other requests may not be retried.
 */
export function silenceLimit({ idempotency, maxRetries, deadline }: Call, number: number): number {
  if (idempotency !== 'safe' || number > 1 || maxRetries === 0) return 0;
  const part = deadline.limit === 0 ? DEFAULT_SILENCE_MS : Math.ceil(deadline.limit / 3);
  return part < SHORTEST_SILENCE_MS ? 0 : part;
}

/** Returns how long to wait before the next attempt, in ms; `undefined` when no further one is allowed. */
function delayBefore(call: Call, error: OS1Error, { maxRetryAfter, keys }: RetryContext): number | undefined {
  const { attempt, body, maxRetries, deadline } = call;
  const { retryAfterMs } = error;
  if (attempt.number > maxRetries || !body.isFresh() || !mayRetry(error, call, keys)) return undefined;
  if ((retryAfterMs ?? 0) > maxRetryAfter) return undefined;
  const delay =
    retryAfterMs === undefined
      ? backOff(attempt.number, RETRY_DELAYS)
      : backOff(1, { first: retryAfterMs, most: retryAfterMs, jitter: -0.1 });
  // A wait beyond the time limit would only hide the error.
  return delay < deadline.left ? delay : undefined;
}

/**
 * Whether a failed request may be retried. 503 is no proof that it was not processed: gateways also send it when they
 * lose a server that has the request already.
 */
export function mayRetry(
  { retryable, outcome, status }: OS1Error,
  { idempotency, mayBeDone, lastTarget }: Pick<Call, 'idempotency' | 'mayBeDone' | 'lastTarget'>,
  keys: KeySupport,
): boolean {
  if (!retryable) return false;
  if (idempotency === 'safe' || idempotency === 'idempotent') return true;
  if (!mayBeDone && (outcome === 'not_sent' || status === 429)) return true;
  return (
    idempotency === 'idempotency-key' && lastTarget?.key !== undefined && keys.honours(lastTarget.origin)
  );
}

/** Whether retries under an `Idempotency-Key` are safe: `auto` waits until the server has shown it. */
export type KeyTrust = boolean | 'auto';

/**
 * Remembers which origins have shown that they honour `Idempotency-Key`, by the `Idempotent-Replayed` header of their
 * responses: `true` on a replayed response, `false` on any other response to a request with a key.
 */
export class KeySupport {
  readonly #trust: KeyTrust;
  /** `says`: every response has the header. `replays`: it has replayed a response. `mixed`: some backends ignore keys. */
  readonly #known = new Map<string, 'says' | 'replays' | 'mixed'>();

  constructor(trust: KeyTrust) {
    this.#trust = trust;
  }

  /** Whether this origin processes two requests with the same key once. */
  honours(origin: string): boolean {
    if (this.#trust !== 'auto') return this.#trust;
    const known = this.#known.get(origin);
    return known === 'says' || known === 'replays';
  }

  /**
   * Learns from the response to a request with a key.
   *
   * @param isFirst - Whether this was the first request with that key: its response cannot be a replay.
   * @returns `false` when the response contradicts earlier ones of this origin: this backend ignores keys.
   */
  learn(
    origin: string,
    { status, headers }: { status: number; headers: Readonly<Record<string, string>> },
    isFirst: boolean,
  ): boolean {
    const known = this.#known.get(origin);
    if (known === 'mixed') return true;
    const said = headers['idempotent-replayed']?.trim().toLowerCase();
    if (said === 'false') this.#known.set(origin, 'says');
    else if (said === 'true' && !isFirst && known === undefined) this.#known.set(origin, 'replays');
    const isContradiction = known === 'says' && said === undefined && status >= 200 && status < 300;
    // For good: any backend may respond next.
    if (isContradiction) this.#known.set(origin, 'mixed');
    return !isContradiction;
  }
}
