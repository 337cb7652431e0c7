// One attempt: through the middleware, along redirects, by the server's clock, signed, and over the wire.
import type { Authenticator, AuthorizeRequest } from '@mitosislabs/auth';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import type { Call } from '../call/Call.ts';
import type { Sent } from '../call/ServerClock.ts';
import { authorizationError, bodyError, isOutcomeUnknown, keyError } from '../errors/callErrors.ts';
import { failureToError } from '../errors/failureToError.ts';
import { closeBody, readBytes } from '../response/readResponse.ts';
import { responseToError } from '../response/responseToError.ts';
import type { WireRequest, WireResponse } from '../wire/Wire.ts';
import type { AttemptContext } from './AttemptContext.ts';
import { followAttempt } from './followCall.ts';
import { assertHeaders, mergeHeaders } from './prepareCall.ts';
import { redirectTarget } from './redirectTarget.ts';

/** The statuses of redirects; 0: a browser that hides where it leads. */
const REDIRECTS = new Set([0, 301, 302, 303, 307, 308]);
/** Parts of a signature that are no secrets. */
const PUBLIC = new Set(['x-agent-id', 'x-timestamp']);
/** Shorter texts are parts of many words. */
const SHORTEST_SECRET = 4;

/**
 * Makes one attempt, as far as the head of its response.
 *
 * @throws {@link OS1Error} for every response other than 2xx.
 */
export async function sendAttempt(call: Call, context: AttemptContext): Promise<WireResponse> {
  const { log, maxErrorBytes } = context;
  const started = performance.now();
  log?.write('debug', 'request', call);
  const response = await call.attempt.deadline.race(throughMiddleware(call, context));
  const { status, headers } = response;
  log?.write('debug', 'response', call, () => ({
    status,
    ms: Math.round(performance.now() - started),
    requestId: headers['x-request-id'],
  }));
  if (isSuccess(status)) return response;
  throw await responseToError(response, call, maxErrorBytes);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Runs the middleware around the request. Any status is a response here. */
function throughMiddleware(call: Call, context: AttemptContext): Promise<WireResponse> {
  const { method, url, headers, body, operation, attempt } = call;
  const { middleware } = context;
  const request: WireRequest = {
    method,
    url: url.href,
    headers,
    body: body.body,
    signal: attempt.deadline.signal,
  };
  if (middleware.length === 0) return followRedirects(call, request, context);
  const about = { operation, attempt: attempt.number };
  const send = middleware.reduceRight<(request: WireRequest) => Promise<WireResponse>>(
    (next, each) => async (given) => each(given, next, about),
    async (given) => {
      const response = await followRedirects(call, given, context);
      return { ...response, body: withWireErrors(response.body, call) };
    },
  );
  return send(request);
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

/** Sends a request and follows its redirects; each hop is signed again. */
async function followRedirects(
  call: Call,
  request: WireRequest,
  context: AttemptContext,
): Promise<WireResponse> {
  let url = new URL(request.url);
  if (!context.origins.has(url.origin)) {
    throw new InvalidArgumentError('url', `must stay on the configured hosts, got ${url.origin}`, {
      hint: 'A middleware changed it; credentials go to no other host.',
    });
  }
  if (request.headers !== call.headers) assertHeaders('headers', request.headers);
  for (let hop = 0; ; hop++) {
    const response = await sendWithClockSync(call, request, url, context);
    if (!REDIRECTS.has(response.status)) return response;
    await closeBody(response);
    url = redirectTarget(response, call, request.method, url, hop);
  }
}

/**
 * Sends a signed request, and once more by the server's clock if it was refused and that clock differs: signatures and
 * tokens are valid for a minute only. With no retries allowed it only learns the time, for the next call.
 */
async function sendWithClockSync(
  call: Call,
  request: WireRequest,
  url: URL,
  context: AttemptContext,
): Promise<WireResponse> {
  const { auth, body, maxRetries } = call;
  if (!auth || auth.method === 'api-key') return (await sendSigned(call, request, url, 0, context)).response;
  const { clock, log, maxErrorBytes } = context;
  const { origin } = url;
  const { response, sent } = await sendSigned(call, request, url, clock.offset(origin), context);
  if (response.status !== 401) return response;
  if (!clock.learn(origin, response.headers, sent)) {
    // It was refused by this clock too: the known offset may be wrong.
    clock.forget(origin);
    return response;
  }
  const serverAheadMs = Math.round(clock.offset(origin));
  log?.write('warn', 'the clock of this machine is off', call, () => ({ serverAheadMs }));
  if (maxRetries === 0 || !body.isFresh()) return response;
  // Read, so that its connection can be used again.
  await readBytes(response, maxErrorBytes).catch(() => closeBody(response));
  const second = await sendSigned(call, request, url, clock.offset(origin), context);
  // The clock was not the reason.
  if (second.response.status === 401) clock.forget(origin);
  return second.response;
}

/**
 * Signs the URL that goes out, as the last step, and sends the request.
 *
 * @param skew - How far the server's clock is ahead, in ms.
 * @returns the head of the response, and the time when the request was sent.
 */
async function sendSigned(
  call: Call,
  request: WireRequest,
  url: URL,
  skew: number,
  context: AttemptContext,
): Promise<{ response: WireResponse; sent: Sent }> {
  const { attempt, auth, boundTarget } = call;
  const { origin } = url;
  const key = request.headers['idempotency-key'];
  if (boundTarget && (boundTarget.key !== key || boundTarget.origin !== origin)) {
    throw keyError(call, 'idempotency_key_changed');
  }
  const unsigned = { method: request.method, target: url.pathname + url.search, time: Date.now() + skew };
  const proof = auth && (await authorize(auth, unsigned, call, url));
  const headers = mergeHeaders(request.headers, proof);
  attempt.deadline.signal.throwIfAborted();
  attempt.isSent = true;
  attempt.isSecure = false;
  call.lastTarget = { origin, key };
  // The time of a slow signer does not count.
  const sent = { time: Date.now() + skew, at: performance.now() };
  try {
    const response = await exchange(call, { ...request, url: url.href, headers }, context);
    return { response, sent };
  } catch (failure) {
    if (!attempt.deadline.signal.aborted) {
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
  if (isLimited) deadline.restart();
  const response = await followAttempt(call, request, (activity) =>
    wire.send({
      ...request,
      headers: activity?.traceparent
        ? { ...request.headers, traceparent: activity.traceparent }
        : request.headers,
      // A new connection is not dead: its server may take all the time.
      onConnected: (isReused) => {
        if (isLimited && !isReused) deadline.pause();
      },
      onSecured: () => {
        attempt.isSecure = true;
      },
    }),
  );
  if (isLimited) deadline.pause();
  // A wire that ignores the signal: the call has ended.
  if (deadline.signal.aborted) await closeBody(response);
  deadline.signal.throwIfAborted();
  // Checked here and not where the status is read: a middleware may send a second request, whose status says nothing
  // about this one.
  if (!isSuccess(response.status) && call.idempotency !== 'safe') {
    call.mayBeDone ||= isOutcomeUnknown(response.status);
  }
  if (lastTarget?.key !== undefined && !keys.learn(lastTarget.origin, response, isFirst) && boundTarget) {
    await closeBody(response);
    throw keyError(call, 'idempotency_key_ignored', response.status);
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
    const headers = isPromise(answer) ? await deadline.race(answer) : answer;
    assertHeaders('auth', headers);
    call.secrets = [...new Set([...call.secrets, ...secretsIn(headers)])];
    return headers;
  } catch (cause) {
    if (deadline.signal.aborted || cause instanceof MitosisError) throw cause;
    throw authorizationError(cause, call, request.method, url);
  }
}

/** Not `instanceof`: promises also come from other realms and libraries. */
function isPromise<T extends object>(value: T | Promise<T>): value is Promise<T> {
  return typeof Reflect.get(value, 'then') === 'function';
}

/**
 * Returns the texts to redact from errors and logs: each header value, with and without its scheme (`Bearer …`), as it is
 * and as it stands in a URL.
 */
function secretsIn(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers)
    .filter(([name]) => !PUBLIC.has(name.toLowerCase()))
    .flatMap(([, value]) => [value, value.trim().replace(/^\S+\s+/, '')])
    .flatMap((secret) => [secret, encodeURIComponent(secret), encodeURI(secret)])
    .filter((secret) => secret.length >= SHORTEST_SECRET);
}
