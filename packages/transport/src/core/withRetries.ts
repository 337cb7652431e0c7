import { failureToError } from '../errors/failureToError.ts';
import { OS1Error } from '../errors/OS1Error.ts';
import { silenceLimit } from '../response/silenceLimit.ts';
import type { Call } from './Call.ts';
import { Deadline } from './Deadline.ts';
import type { KeySupport } from './KeySupport.ts';
import { mayRepeat } from './mayRepeat.ts';
import { retryDelay } from './retryDelay.ts';
import type { Pipe } from './sendAttempt.ts';

/**
 * Makes attempts until one succeeds or none may follow.
 *
 * @param once - Makes one attempt.
 * @param maxRetryAfter - The longest wait that the server may ask for, in ms.
 */
export async function withRetries<T>(
  call: Call,
  once: () => Promise<T>,
  maxRetryAfter: number,
  { keys, log }: Pick<Pipe, 'keys' | 'log'>,
): Promise<T> {
  const { attempt, deadline, attemptTimeout } = call;
  for (; ; attempt.number++) {
    const limit = attemptTimeout ?? silenceLimit(call);
    call.single = limit === 0 ? deadline : new Deadline(limit, deadline.signal, 'attemptTimeout');
    // The limit on silence starts when the request is sent.
    if (attemptTimeout === undefined && limit > 0) call.single.pause();
    let error: OS1Error;
    let delay: number | undefined;
    try {
      deadline.signal.throwIfAborted();
      const answer = await once();
      // A body that is still to come ends with the call.
      if (call.single !== deadline) call.single.pause();
      return answer;
    } catch (failure) {
      const isOver = call.single.signal.aborted;
      // Whatever of the attempt still runs ends with it.
      if (call.single !== deadline) call.single.close();
      // What is no failure of the request, such as an error of a middleware's own, is the caller's business.
      if (!(failure instanceof OS1Error) && !isOver) throw failure;
      error = failureToError(failure, call);
      delay = delayBefore(call, error, maxRetryAfter, keys);
      if (delay === undefined) throw error;
    }
    log.tell('info', 'sending again', call, () => ({ after: error.code, delayMs: delay }));
    attempt.mayBeDone ||= call.idempotency !== 'safe' && error.outcome === 'unknown';
    if (attempt.mayBeDone && call.idempotency === 'idempotency-key') attempt.bound ??= attempt.last;
    attempt.sent = false;
    attempt.secured = false;
    await deadline.sleep(delay).catch((failure: unknown) => {
      throw failureToError(failure, call);
    });
  }
}

/** How long to wait before the next attempt, in ms; `undefined` when there must be none. */
function delayBefore(
  call: Call,
  error: OS1Error,
  maxRetryAfter: number,
  keys: KeySupport,
): number | undefined {
  const { attempt, body, maxRetries, deadline } = call;
  if (attempt.number > maxRetries || !body.isFresh() || !mayRepeat(error, call, keys)) return undefined;
  if ((error.retryAfterMs ?? 0) > maxRetryAfter) return undefined;
  // A little later than asked, each by another little: all who were told the same would come back at once.
  const asked = error.retryAfterMs === undefined ? undefined : error.retryAfterMs * (1 + Math.random() / 10);
  const delay = asked ?? retryDelay(attempt.number);
  // Waiting longer than there is time would only hide why it failed.
  return delay < deadline.left ? delay : undefined;
}
