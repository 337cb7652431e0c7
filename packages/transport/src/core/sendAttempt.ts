// One attempt: through the middleware, along redirects, by the server's clock, signed, and over the wire.
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import { isFollowed } from '#telemetry';
import { addHeaders, assertHeaders, type Call } from '../call/Call.ts';
import { isEmulator } from '../call/ServerClock.ts';
import type { CallURL } from '../call/settings.ts';
import { authorizationError, bodyError, isOutcomeUnknown, keyError } from '../errors/callErrors.ts';
import { failureToError } from '../errors/failureToError.ts';
import type { OS1Error } from '../errors/OS1Error.ts';
import { closeBody, readBytes } from '../response/readResponse.ts';
import { responseToError } from '../response/responseToError.ts';
import type { WireRequest, WireResponse } from '../wire/Wire.ts';
import type { AttemptContext } from './AttemptContext.ts';
import { followAttempt } from './followCall.ts';
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
  // A wire of ours ends with the deadline by itself.
  const response = await (context.sendWithin
    ? followRedirects(call, context)
    : attempt.deadline.race(
        middleware.length === 0 ? followRedirects(call, context) : throughMiddleware(call, context),
      ));
  const { status } = response;
  log?.write('debug', 'response', call, () => ({
    status,
    ms: Math.round(performance.now() - (started ?? 0)),
    requestId: response.headers['x-request-id'],
  }));
  if (status >= 200 && status < 300) return response;
  throw await responseToError(response, call, context.maxErrorBytes);
}

/** Creates a request whose signal is made when it is read: it costs more than the rest. */
function wireRequest(call: Call, url: CallURL, headers: WireRequest['headers']): WireRequest {
  const { deadline } = call.attempt;
  return {
    method: call.method,
    url: url.href,
    headers,
    body: call.body.body,
    get signal() {
      return deadline.signal;
    },
  };
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
  let url: CallURL = given ? new URL(given.url) : call.url;
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
  url: CallURL,
  context: AttemptContext,
  given: WireRequest | undefined,
): Promise<WireResponse> {
  const { attempt, body, maxRetries } = call;
  const { clock, log, maxErrorBytes } = context;
  const { origin } = url;
  let response = await sendSigned(call, url, clock.offset(origin), context, given);
  for (let repeats = 0; response.status === 401; repeats++) {
    const most = isEmulator(origin, response.headers) ? MOST_REPEATS : 1;
    if (repeats >= most || attempt.at < 0 || !clock.learn(origin, response.headers, attempt)) {
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
  url: CallURL,
  skew: number,
  context: AttemptContext,
  given: WireRequest | undefined,
): Promise<WireResponse> {
  const { attempt, auth, boundTarget } = call;
  const { deadline } = attempt;
  const { method, headers: unsigned } = given ?? call;
  const { origin } = url;
  const key = unsigned['idempotency-key'];
  if (boundTarget && (boundTarget.key !== key || boundTarget.origin !== origin)) {
    throw keyError(call, 'idempotency_key_changed');
  }
  const headers: Record<string, string> = {};
  addHeaders(headers, unsigned);
  if (auth) {
    const toSign = { method, target: url.pathname + url.search, time: Date.now() + skew };
    try {
      const answer = auth.authorize(toSign);
      // Within the time limit: it may be a remote signer. Not `instanceof`: promises also come from other realms.
      const credentials =
        typeof (answer as Partial<PromiseLike<typeof headers>> | undefined)?.then === 'function'
          ? await deadline.race(answer as PromiseLike<typeof headers>)
          : (answer as typeof headers);
      assertHeaders('auth', credentials);
      call.credentials.push(credentials);
      addHeaders(headers, credentials);
    } catch (cause) {
      if (deadline.isOver || cause instanceof MitosisError) throw cause;
      throw authorizationError(cause, call, method, url);
    }
  }
  deadline.throwIfOver();
  // The time of a slow signer does not count.
  attempt.time = Date.now() + skew;
  attempt.at = performance.now();
  attempt.isSecure = false;
  call.lastTarget = key === undefined ? undefined : { origin, key };
  const isFirst = key === call.freshKey;
  if (isFirst) call.freshKey = undefined;
  try {
    const response = await exchange(call, url, headers, context, given);
    if (attempt.isSilenceLimited) deadline.pause();
    const error = deadline.isOver ? deadline.signal.reason : learnFrom(response, call, isFirst, context);
    if (error === undefined) return response;
    await closeBody(response);
    throw error;
  } catch (failure) {
    if (!deadline.isOver) {
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

/**
 * Learns from a response what is done, and whether the server honours keys. Not where the status is read: a middleware may
 * send a second request, whose status says nothing about this one.
 *
 * @param isFirst - Whether the request was the first one with its key.
 * @returns the error of a retry that its key does not protect.
 */
function learnFrom(
  response: WireResponse,
  call: Call,
  isFirst: boolean,
  { keys }: AttemptContext,
): OS1Error | undefined {
  const { status } = response;
  const { lastTarget, boundTarget } = call;
  if ((status < 200 || status >= 300) && call.idempotency !== 'safe') {
    call.mayBeDone ||= isOutcomeUnknown(status);
  }
  if (!lastTarget) return undefined;
  return keys.learn(lastTarget.origin, response, isFirst) || !boundTarget
    ? undefined
    : keyError(call, 'idempotency_key_ignored', status);
}

/** A request for a wire of ours. A class, as {@link Call} is. */
class OwnRequest implements Omit<WireRequest, 'signal'> {
  declare readonly method: string;
  declare readonly url: string;
  declare readonly headers: WireRequest['headers'];
  declare readonly body: WireRequest['body'];
  declare onConnected: WireRequest['onConnected'];
  declare onSecured: WireRequest['onSecured'];

  constructor(method: string, url: string, headers: WireRequest['headers'], body: WireRequest['body']) {
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.body = body;
  }
}

/** Hands a request to the wire, within the limit on silence. */
function exchange(
  call: Call,
  url: CallURL,
  headers: Record<string, string>,
  { wire, sendWithin }: AttemptContext,
  given: WireRequest | undefined,
): Promise<WireResponse> {
  const { attempt, method, body } = call;
  const { deadline } = attempt;
  const request: Omit<WireRequest, 'signal'> = sendWithin
    ? new OwnRequest(method, url.href, headers, body.body)
    : given
      ? { ...given, url: url.href, headers }
      : wireRequest(call, url, headers);
  if (attempt.isSilenceLimited) {
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
  if (isFollowed('attempt')) {
    return followAttempt(call, request, (one) =>
      sendWithin ? sendWithin(one, deadline) : wire.send(one as WireRequest),
    );
  }
  return sendWithin ? sendWithin(request, deadline) : wire.send(request as WireRequest);
}
