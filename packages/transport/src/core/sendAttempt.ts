// One attempt: through the middleware, along redirects, by the server's clock, signed, and over the wire.
import type { Authenticator, AuthorizeRequest } from '@mitosislabs/auth';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import { isFollowed } from '#telemetry';
import type { Call } from '../call/Call.ts';
import { deadlines } from '../call/Deadline.ts';
import { isEmulator } from '../call/ServerClock.ts';
import { authorizationError, bodyError, isOutcomeUnknown, keyError } from '../errors/callErrors.ts';
import { failureToError } from '../errors/failureToError.ts';
import { closeBody, readBytes } from '../response/readResponse.ts';
import { responseToError } from '../response/responseToError.ts';
import type { WireRequest, WireResponse } from '../wire/Wire.ts';
import type { AttemptContext } from './AttemptContext.ts';
import { followAttempt } from './followCall.ts';
import { addHeaders, assertHeaders } from './prepareCall.ts';
import { redirectTarget } from './redirectTarget.ts';

/** The statuses of redirects; 0: a browser that hides where it leads. */
const REDIRECTS = new Set([0, 301, 302, 303, 307, 308]);

/**
 * Makes one attempt, as far as the head of its response.
 *
 * @throws {@link OS1Error} for every response other than 2xx.
 */
export async function sendAttempt(call: Call, context: AttemptContext): Promise<WireResponse> {
  const { log, middleware } = context;
  const { attempt } = call;
  const started = log && performance.now();
  log?.write('debug', 'request', call);
  const response = await attempt.deadline.race(
    middleware.length === 0 ? followRedirects(call, context) : throughMiddleware(call, context),
  );
  const { status } = response;
  log?.write('debug', 'response', call, () => ({
    status,
    ms: Math.round(performance.now() - (started ?? 0)),
    requestId: response.headers['x-request-id'],
  }));
  if (status >= 200 && status < 300) return response;
  throw await responseToError(response, call, context.maxErrorBytes);
}

/** Creates a request with a signal that is made when it is read: `nodeWire` does without. */
function wireRequest(
  { method, body, attempt: { deadline } }: Call,
  url: URL,
  headers: WireRequest['headers'],
): WireRequest {
  const request: WireRequest = {
    method,
    url: url.href,
    headers,
    body: body.body,
    get signal() {
      return deadline.signal;
    },
  };
  deadlines.set(request, deadline);
  return request;
}

/** Runs the middleware around the request. Any status is a response here. */
function throughMiddleware(call: Call, context: AttemptContext): Promise<WireResponse> {
  const about = { operation: call.operation, attempt: call.attempt.number };
  const send = context.middleware.reduceRight<(request: WireRequest) => Promise<WireResponse>>(
    (next, each) => async (given) => each(given, next, about),
    async (given) => {
      const response = await followRedirects(call, context, given);
      return { ...response, body: withWireErrors(response.body, call) };
    },
  );
  return send(wireRequest(call, call.url, call.headers));
}

/** Wraps failures of a body in SDK errors, to tell them from those of a middleware, such as its decoder's. */
function withWireErrors(
  body: AsyncIterable<Uint8Array>,
  call: Call,
): AsyncIterableIterator<Uint8Array, void> {
  const chunks = body[Symbol.asyncIterator]();
  return {
    async next() {
      try {
        const { done, value } = await chunks.next();
        return done ? { done, value: undefined } : { done: false, value };
      } catch (failure) {
        throw failureToError(failure, call);
      }
    },
    async return() {
      await chunks.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/**
 * Sends a request and follows its redirects; each hop is signed again.
 *
 * @param given - The request as a middleware has passed it on. Default: that of the call.
 */
async function followRedirects(
  call: Call,
  context: AttemptContext,
  given?: WireRequest,
): Promise<WireResponse> {
  let url = given ? new URL(given.url) : call.url;
  if (!context.origins.has(url.origin)) {
    throw new InvalidArgumentError('url', `must stay on the configured hosts, got ${url.origin}`, {
      hint: 'A middleware changed it; credentials go to no other host.',
    });
  }
  if (given && given.headers !== call.headers) assertHeaders('headers', given.headers);
  // An API key does not depend on the time.
  const isTimed = call.auth !== undefined && call.auth.method !== 'api-key';
  for (let hop = 0; ; hop++) {
    const response = isTimed
      ? await sendWithClockSync(call, url, context, given)
      : await sendSigned(call, url, 0, context, given);
    if (!REDIRECTS.has(response.status)) return response;
    await closeBody(response);
    url = redirectTarget(response, call, given?.method ?? call.method, url, hop);
  }
}

/** How often a request is signed again for an emulator: its clock may be set meanwhile. */
const MOST_REPEATS = 10;

/**
 * Sends a signed request, and once more by the server's clock if it was refused and that clock differs: signatures and
 * tokens are valid for a minute only. With no retries allowed it only learns the time, for the next call.
 */
async function sendWithClockSync(
  call: Call,
  url: URL,
  context: AttemptContext,
  given: WireRequest | undefined,
): Promise<WireResponse> {
  const { attempt, body, maxRetries } = call;
  const { clock, log, maxErrorBytes } = context;
  const { origin } = url;
  let response = await sendSigned(call, url, clock.offset(origin), context, given);
  for (let repeats = 0; response.status === 401; repeats++) {
    const most = isEmulator(origin, response.headers) ? MOST_REPEATS : 1;
    if (repeats >= most || !attempt.sent || !clock.learn(origin, response.headers, attempt.sent)) {
      // It was refused by this clock too: the known offset may be wrong.
      clock.forget(origin);
      return response;
    }
    const serverAheadMs = Math.round(clock.offset(origin));
    log?.write('warn', 'the clock of this machine is off', call, () => ({ serverAheadMs }));
    if (maxRetries === 0 || !body.isFresh()) return response;
    const refusal = response;
    // Read, so that its connection can be used again.
    await readBytes(refusal, maxErrorBytes).catch(() => closeBody(refusal));
    response = await sendSigned(call, url, clock.offset(origin), context, given);
  }
  return response;
}

/**
 * Signs the URL that goes out, as the last step, and sends the request.
 *
 * @param skew - How far the server's clock is ahead, in ms.
 */
async function sendSigned(
  call: Call,
  url: URL,
  skew: number,
  context: AttemptContext,
  given: WireRequest | undefined,
): Promise<WireResponse> {
  const { attempt, auth, boundTarget } = call;
  const { method, headers: unsigned } = given ?? call;
  const { origin } = url;
  const key = unsigned['idempotency-key'];
  if (boundTarget && (boundTarget.key !== key || boundTarget.origin !== origin)) {
    throw keyError(call, 'idempotency_key_changed');
  }
  const headers: Record<string, string> = {};
  const toSign = { method, target: url.pathname + url.search, time: Date.now() + skew };
  addHeaders(headers, unsigned, auth && (await authorize(auth, toSign, call, url)));
  attempt.deadline.throwIfOver();
  // The time of a slow signer does not count.
  attempt.sent = { time: Date.now() + skew, at: performance.now() };
  attempt.isSecure = false;
  call.lastTarget = { origin, key };
  try {
    const signed = given ? { ...given, url: url.href, headers } : wireRequest(call, url, headers);
    return await exchange(call, signed, context);
  } catch (failure) {
    if (!attempt.deadline.isOver) {
      const source = call.body.failure?.();
      if (source) throw bodyError(source.reason, call);
      // For example a body whose length is not the announced one.
      if (failure instanceof MitosisError) throw failure;
    }
    const error = failureToError(failure, call);
    call.mayBeDone ||= call.idempotency !== 'safe' && error.outcome === 'unknown';
    throw error;
  }
}

/** Hands a request to the wire, within the limit on silence, and learns from the response. */
async function exchange(
  call: Call,
  request: WireRequest,
  { wire, keys }: AttemptContext,
): Promise<WireResponse> {
  const { attempt, boundTarget, lastTarget } = call;
  const { deadline } = attempt;
  const isFirst = lastTarget?.key === call.freshKey;
  if (isFirst) call.freshKey = undefined;
  // See `silenceLimit`.
  const isLimited = call.attemptTimeout === undefined && deadline !== call.deadline;
  if (isLimited) {
    deadline.restart();
    // A new connection is not dead: its server may take all the time.
    request.onConnected = (isReused) => {
      if (!isReused) deadline.pause();
    };
  }
  if (request.url.startsWith('https:')) {
    request.onSecured = () => {
      attempt.isSecure = true;
    };
  }
  const response = await (isFollowed('attempt') ? followAttempt(call, request, wire) : wire.send(request));
  if (isLimited) deadline.pause();
  // A wire that ignores the signal: the call has ended.
  if (deadline.isOver) await closeBody(response);
  deadline.throwIfOver();
  const { status } = response;
  // Checked here and not where the status is read: a middleware may send a second request, whose status says nothing
  // about this one.
  if ((status < 200 || status >= 300) && call.idempotency !== 'safe') {
    call.mayBeDone ||= isOutcomeUnknown(status);
  }
  if (lastTarget?.key !== undefined && !keys.learn(lastTarget.origin, response, isFirst) && boundTarget) {
    await closeBody(response);
    throw keyError(call, 'idempotency_key_ignored', status);
  }
  return response;
}

/** Asks an authenticator for its headers, within the time limit: it may be a remote signer. */
async function authorize(
  authenticator: Authenticator,
  request: AuthorizeRequest,
  call: Call,
  url: URL,
): Promise<Record<string, string>> {
  const { deadline } = call.attempt;
  try {
    const answer = authenticator.authorize(request);
    // Not `instanceof`: promises also come from other realms and libraries.
    const isPromise = typeof Reflect.get(answer, 'then') === 'function';
    const headers = isPromise ? await deadline.race(answer as Promise<Record<string, string>>) : answer;
    assertHeaders('auth', headers as Record<string, string>);
    call.credentials.push(headers as Record<string, string>);
    return headers;
  } catch (cause) {
    if (deadline.isOver || cause instanceof MitosisError) throw cause;
    throw authorizationError(cause, call, request.method, url);
  }
}
