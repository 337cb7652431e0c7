import { loadEventStream } from '#lateParts';
import { Attempt, Call, requestUrl } from '../call/Call.ts';
import type { Settings } from '../call/settings.ts';
import { failureToError } from '../errors/failureToError.ts';
import type { ServerSentEvent } from '../options/ServerSentEvent.ts';
import type { StreamRequest } from '../options/TransportLike.ts';
import { redactHeaders, secretsIn } from '../redact/redact.ts';
import { withIdleLimit } from '../response/readResponse.ts';
import { isBrowser } from '../runtime/userAgent.ts';
import type { WireResponse } from '../wire/Wire.ts';
import type { AttemptContext } from './AttemptContext.ts';
import { followCall } from './followCall.ts';
import { sendAttempt } from './sendAttempt.ts';

/** The logged length of an event's name. */
const LONGEST_NAME = 100;

/** Opens a stream of server-sent events, over as many connections as it takes. */
export async function* openStream(
  settings: Settings,
  context: AttemptContext,
  path: string,
  request: StreamRequest,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const eventStream = await loadEventStream();
  const { timeout: idleTimeout, maxReconnects, lastEventId, onSkip, signal, ...rest } = request;
  const url = requestUrl(settings, request.host, path, request.query);
  const logged = {
    method: 'GET',
    url,
    operation: request.operation,
    credentials: [],
    attempt: { number: 1 },
  };
  yield* eventStream((id, connection) => connect(settings, context, path, rest, id, connection), {
    url: url.origin + url.pathname,
    idleTimeout,
    maxReconnects,
    lastEventId,
    onSkip: (skipped) => {
      const { event, id, size } = skipped;
      const fields = { event: event?.slice(0, LONGEST_NAME), id, size };
      context.log?.write('warn', 'skipped an event of more than 1 MiB', logged, () => fields);
      onSkip?.(skipped);
    },
    signal,
  });
}

/** Opens one connection, within `attemptTimeout`. The stream repeats it, not the call. */
async function connect(
  settings: Settings,
  context: AttemptContext,
  path: string,
  request: Omit<StreamRequest, 'signal' | 'timeout'>,
  lastEventId: string | undefined,
  signal: AbortSignal,
): Promise<WireResponse> {
  const headers = {
    // Browsers send it themselves. Set here, it would need a CORS preflight.
    ...(!isBrowser() && { 'cache-control': 'no-cache' }),
    ...request.headers,
    accept: 'text/event-stream',
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  };
  // 0: as long as any other call.
  const timeout = (request.attemptTimeout ?? settings.attemptTimeout) || undefined;
  const call = new Call(settings, 'GET', path, { ...request, timeout, headers, signal });
  call.attempt = new Attempt(1, call.deadline);
  try {
    const response = await followCall(call, 'events', () => sendAttempt(call, context));
    call.deadline.pause();
    // The reader cannot redact, so redact here.
    const clean = redactHeaders(response.headers, secretsIn(call.credentials));
    return { ...response, headers: clean, body: withIdleLimit(response.body, call, false) };
  } catch (failure) {
    // An error of a middleware's own is passed on as it is.
    const error = call.deadline.isOver ? failureToError(failure, call) : failure;
    call.deadline.close();
    throw error;
  }
}
