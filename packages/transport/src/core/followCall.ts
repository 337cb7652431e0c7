import { withTelemetry } from '#telemetry';
import type { Call } from '../call/Call.ts';
import { redact } from '../redact/redact.ts';
import type { AttemptActivity, CallActivity } from '../telemetry/Telemetry.ts';

/** Does the work of a call, under telemetry if there is any. */
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

/** Sends one request of a call, under telemetry if there is any. */
export function followAttempt<T>(
  call: Call,
  target: { readonly method: string; readonly url: string },
  send: (activity?: AttemptActivity) => Promise<T>,
): Promise<T> {
  const describe = (): AttemptActivity => ({
    type: 'attempt',
    call: call.activity,
    number: call.attempt.number,
    ...targetOf(call, target),
  });
  return withTelemetry('attempt', describe, send);
}

function targetOf(
  { secrets }: Call,
  { method, url }: { readonly method: string; readonly url: string | URL },
): Pick<CallActivity, 'method' | 'url'> {
  const { origin, pathname } = new URL(url);
  return { method, url: redact(origin + pathname, secrets) };
}
