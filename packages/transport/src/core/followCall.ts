import { withTelemetry } from '#telemetry';
import type { Call } from '../call/Call.ts';
import type { CallURL } from '../call/settings.ts';
import { redact, secretsIn } from '../redact/redact.ts';
import type { AttemptActivity, CallActivity } from '../telemetry/Telemetry.ts';
import type { WireRequest, WireResponse } from '../wire/Wire.ts';

/** Does the work of a call, under telemetry. Callers ask `isFollowed` first: most calls have none. */
export function followCall<T>(
  call: Call,
  resolvesTo: CallActivity['resolvesTo'],
  work: () => Promise<T>,
): Promise<T> {
  const { operation } = call;
  return withTelemetry<CallActivity, T>(
    'call',
    () => ({ type: 'call', operation, resolvesTo, ...targetOf(call, call) }),
    (activity) => {
      call.activity = activity;
      return work();
    },
  );
}

/** Sends one request of a call, under telemetry. */
export function followAttempt<Request extends Omit<WireRequest, 'signal'>>(
  call: Call,
  request: Request,
  send: (request: Request) => Promise<WireResponse>,
): Promise<WireResponse> {
  const describe = (): AttemptActivity => ({
    type: 'attempt',
    call: call.activity,
    number: call.attempt.number,
    ...targetOf(call, request),
  });
  return withTelemetry('attempt', describe, (activity) => {
    const traceparent = activity?.traceparent;
    return send(traceparent ? { ...request, headers: { ...request.headers, traceparent } } : request);
  });
}

function targetOf(
  { credentials }: Call,
  { method, url }: { readonly method: string; readonly url: string | CallURL },
): Pick<CallActivity, 'method' | 'url'> {
  const { origin, pathname } = typeof url === 'string' ? new URL(url) : url;
  return { method, url: redact(origin + pathname, secretsIn(credentials)) };
}
