import { MitosisError } from '@mitosislabs/auth/errors';
import { bodyError } from '../body/bodyError.ts';
import { failureToError } from '../errors/failureToError.ts';
import { keyError } from '../errors/keyError.ts';
import { isUnsettled } from '../errors/responseToError.ts';
import { mergeHeaders } from '../options/mergeHeaders.ts';
import { secretsOf } from '../redact/secretsOf.ts';
import { closeBody } from '../response/closeBody.ts';
import type { WireRequest, WireResponse } from '../wire/Wire.ts';
import { authorize } from './authorize.ts';
import type { Call } from './Call.ts';
import type { Sent } from './ServerClock.ts';
import type { Pipe } from './sendAttempt.ts';

/**
 * Signs the very URL that goes out, last of all, and hands it to the wire.
 *
 * @param skew - How far the server's clock is ahead, in ms.
 * @returns the head of the response, and the time when the request was sent.
 */
export async function sendSigned(
  call: Call,
  request: WireRequest,
  url: URL,
  skew: number,
  { wire, keys }: Pick<Pipe, 'wire' | 'keys'>,
): Promise<{ response: WireResponse; sent: Sent }> {
  const { attempt, auth, body, idempotency, single } = call;
  const { origin } = url;
  const key = request.headers['idempotency-key'];
  const { bound } = attempt;
  if (bound && (bound.key !== key || bound.origin !== origin)) {
    throw keyError(call, 'idempotency_key_changed');
  }
  const unsigned = { method: request.method, target: url.pathname + url.search, time: Date.now() + skew };
  const proof = auth && (await authorize(auth, unsigned, call, url));
  attempt.secrets = [...new Set([...attempt.secrets, ...secretsOf(proof)])];
  const headers = mergeHeaders(request.headers, proof);
  single.signal.throwIfAborted();
  attempt.sent = true;
  attempt.secured = false;
  attempt.last = { origin, key };
  const isFirst = key === attempt.freshKey;
  if (isFirst) attempt.freshKey = undefined;
  // A signer may be slow: that is not the way to the server.
  const sent = { time: Date.now() + skew, at: performance.now() };
  // See `silenceLimit`.
  const isLimited = call.attemptTimeout === undefined && single !== call.deadline;
  if (isLimited) single.restart();
  // A new connection is not dead: its server may take all the time.
  const onConnected = (isReused: boolean): void => {
    if (isLimited && !isReused) single.pause();
  };
  const onSecured = (): void => {
    attempt.secured = true;
  };
  try {
    const response = await wire.send({ ...request, url: url.href, headers, onConnected, onSecured });
    if (isLimited) single.pause();
    // A wire that knows no signal: nobody waits for this any more.
    if (single.signal.aborted) await closeBody(response);
    single.signal.throwIfAborted();
    // A middleware may ask once more, and what that gives says nothing about this.
    attempt.mayBeDone ||= idempotency !== 'safe' && isUnsettled(response.status);
    if (key !== undefined && !keys.learn(origin, response, isFirst) && bound) {
      await closeBody(response);
      throw keyError(call, 'idempotency_key_ignored', response.status);
    }
    return { response, sent };
  } catch (failure) {
    if (!single.signal.aborted) {
      const source = body.failure?.();
      if (source) throw bodyError(source.reason, call);
      // Such as that the body has not the length that was announced.
      if (failure instanceof MitosisError) throw failure;
    }
    const error = failureToError(failure, call);
    attempt.mayBeDone ||= idempotency !== 'safe' && error.outcome === 'unknown';
    throw error;
  }
}
