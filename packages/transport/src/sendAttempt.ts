import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { authorize } from './authorize.ts';
import type { Call } from './Call.ts';
import { failureToError } from './failureToError.ts';
import type { Log } from './Log.ts';
import type { Middleware } from './Middleware.ts';
import { mergeHeaders } from './mergeHeaders.ts';
import { readBytes } from './readBytes.ts';
import { redirectTarget } from './redirectTarget.ts';
import type { ServerClock } from './ServerClock.ts';
import type { Wire, WireRequest, WireResponse } from './Wire.ts';

/** What attempts go through. */
export interface Pipe {
  readonly wire: Wire;
  readonly middleware: readonly Middleware[];
  readonly clock: ServerClock;
  /** The origins that credentials may go to. */
  readonly origins: ReadonlySet<string>;
  readonly maxErrorBytes: number;
  readonly log: Log;
}

/** Makes one attempt: through the middleware, signed, redirected within its origin. Any status is an answer. */
export function sendAttempt(call: Call, pipe: Pipe): Promise<WireResponse> {
  const { attempt, headers, operation } = call;
  const context = { operation, attempt: attempt.number };
  const first: WireRequest = {
    method: attempt.method,
    url: attempt.url.href,
    headers,
    body: call.body.body,
    signal: call.single.signal,
  };
  const send = pipe.middleware.reduceRight<(request: WireRequest) => Promise<WireResponse>>(
    (next, middleware) => async (request) => middleware(request, next, context),
    (request) => sendSigned(call, request, pipe),
  );
  return send(first);
}

/** Signs the very URL that goes out, last of all; a redirect that is followed is signed anew. */
async function sendSigned(call: Call, request: WireRequest, pipe: Pipe): Promise<WireResponse> {
  const { attempt, auth, body, maxRetries, single } = call;
  const { wire, clock, origins } = pipe;
  const { method } = request;
  let url = new URL(request.url);
  if (!origins.has(url.origin)) {
    throw new InvalidArgumentError('url', `must stay on the configured hosts, got ${url.origin}`, {
      hint: 'A middleware changed it; credentials go to no other host.',
    });
  }
  const mayHeal = maxRetries > 0 && auth !== undefined && auth.method !== 'api-key';
  for (let hop = 0; ; ) {
    const skew = clock.offset(url.origin);
    const sentAt = Date.now();
    const target = url.pathname + url.search;
    const proof = auth && (await authorize(auth, { method, target, time: sentAt + skew }, call, url));
    attempt.secrets = Object.values(proof ?? {}).flatMap((value) => [value, value.replace(/^Bearer /, '')]);
    const headers = mergeHeaders(request.headers, proof);
    single.signal.throwIfAborted();
    attempt.sent = true;
    let response: WireResponse;
    try {
      response = await wire.send({ ...request, url: url.href, headers });
    } catch (failure) {
      throw failureToError(failure, call);
    }
    const { status } = response;
    if (
      status === 401 &&
      mayHeal &&
      body.isFresh() &&
      clock.learn(url.origin, response.headers, skew, sentAt)
    ) {
      pipe.log.tell('warn', 'the clock of this machine is off', () => ({
        origin: url.origin,
        serverAheadMs: Math.round(clock.offset(url.origin)),
      }));
      await readBytes(response, pipe.maxErrorBytes);
      const second = await sendSigned({ ...call, maxRetries: 0 }, request, pipe);
      // It was not the clock, after all.
      if (second.status === 401) clock.restore(url.origin, skew);
      return second;
    }
    const next = redirectTarget(response, method, url, hop);
    if (!next) return response;
    await response.body[Symbol.asyncIterator]().return?.();
    url = next;
    hop++;
  }
}
