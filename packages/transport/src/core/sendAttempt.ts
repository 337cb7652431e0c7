import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { failureToError } from '../errors/failureToError.ts';
import type { Middleware } from '../options/Middleware.ts';
import { assertHeaders } from '../options/mergeHeaders.ts';
import type { Log } from '../redact/Log.ts';
import { closeBody } from '../response/closeBody.ts';
import type { Wire, WireRequest, WireResponse } from '../wire/Wire.ts';
import type { Call } from './Call.ts';
import type { KeySupport } from './KeySupport.ts';
import { isRedirect, redirectTarget } from './redirectTarget.ts';
import type { ServerClock } from './ServerClock.ts';
import { sendInTime } from './sendInTime.ts';

/** What attempts go through. */
export interface Pipe {
  readonly wire: Wire;
  readonly middleware: readonly Middleware[];
  clock: ServerClock;
  keys: KeySupport;
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
    async (request) => {
      const response = await followed(call, request, pipe);
      return pipe.middleware.length === 0 ? response : { ...response, body: fromWire(response.body, call) };
    },
  );
  return send(first);
}

/** Sends a request and follows where it is redirected to; every hop is signed anew. */
async function followed(call: Call, request: WireRequest, pipe: Pipe): Promise<WireResponse> {
  let url = new URL(request.url);
  if (!pipe.origins.has(url.origin)) {
    throw new InvalidArgumentError('url', `must stay on the configured hosts, got ${url.origin}`, {
      hint: 'A middleware changed it; credentials go to no other host.',
    });
  }
  if (request.headers !== call.headers) assertHeaders('headers', request.headers);
  for (let hop = 0; ; hop++) {
    const response = await sendInTime(call, request, url, pipe);
    if (!isRedirect(response)) return response;
    await closeBody(response);
    url = redirectTarget(response, call, request.method, url, hop);
  }
}

/**
 * Marks failures of a body as the wire's: other failures while reading are those of a middleware, such as its
 * decoder's.
 */
function fromWire(body: AsyncIterable<Uint8Array>, call: Call): AsyncIterableIterator<Uint8Array, void> {
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
