import { closeBody } from '../response/closeBody.ts';
import { readBytes } from '../response/readBytes.ts';
import type { WireRequest, WireResponse } from '../wire/Wire.ts';
import type { Call } from './Call.ts';
import type { Pipe } from './sendAttempt.ts';
import { sendSigned } from './sendSigned.ts';

/**
 * Sends a signed request, and once more when it was refused and the server's clock shows why: signatures and tokens hold
 * for a minute only. With no retries allowed it only learns the time, for the next call.
 */
export async function sendInTime(
  call: Call,
  request: WireRequest,
  url: URL,
  pipe: Pipe,
): Promise<WireResponse> {
  const { clock, log, maxErrorBytes } = pipe;
  const { auth, body, maxRetries } = call;
  const { origin } = url;
  const skew = clock.offset(origin);
  const { response, sent } = await sendSigned(call, request, url, skew, pipe);
  if (response.status !== 401 || !auth || auth.method === 'api-key') return response;
  if (!clock.learn(origin, response.headers, sent)) {
    // It was refused by this clock too: perhaps what was learned is wrong.
    clock.forget(origin);
    return response;
  }
  const serverAheadMs = Math.round(clock.offset(origin));
  log.tell('warn', 'the clock of this machine is off', call, () => ({ serverAheadMs }));
  if (maxRetries === 0 || !body.isFresh()) return response;
  // Read, so that its connection can be used again.
  await readBytes(response, maxErrorBytes).catch(() => closeBody(response));
  const second = await sendSigned(call, request, url, clock.offset(origin), pipe);
  // It was not the clock, after all.
  if (second.response.status === 401) clock.forget(origin);
  return second.response;
}
