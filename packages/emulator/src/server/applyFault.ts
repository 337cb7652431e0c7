import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Clock } from '../core/Clock.ts';
import type { Fault } from '../core/Faults.ts';
import { disturbedEvents } from './disturbedEvents.ts';
import { delayOf, type FaultParts, partsOf } from './faultParts.ts';
import { slowBody } from './slowBody.ts';

/** Applies a fault to a finished response, and returns the response that is left to send. */
export async function applyFault(
  response: Response,
  fault: Fault,
  outgoing: ServerResponse,
  clock: Clock,
): Promise<Response> {
  const { responseMs } = delayOf(fault);
  if (responseMs > 0) await clock.sleep(responseMs);
  if (fault === 'drop' || fault === 'cut') {
    if (fault === 'cut') await sendHalf(response, outgoing);
    await response.body?.cancel();
    outgoing.socket?.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  return disturbed(response, partsOf(fault), clock);
}

/** A response whose body is sent slowly, or whose events are disturbed. */
function disturbed(response: Response, fault: FaultParts, clock: Clock): Response {
  const { bytesPerSecond, stallAfter, events } = fault;
  const isStream = response.headers.get('Content-Type') === 'text/event-stream';
  const changesEvents = isStream && (stallAfter !== undefined || events !== undefined);
  let { body } = response;
  if (!body || (bytesPerSecond === undefined && !changesEvents)) return response;
  if (changesEvents) body = disturbedEvents(body, fault);
  if (bytesPerSecond !== undefined) body = slowBody(body, bytesPerSecond, clock);
  const headers = new Headers(response.headers);
  // Otherwise the server holds the first piece until a second one or a timer, which tests can fake.
  if (!headers.has('Content-Length')) headers.set('Transfer-Encoding', 'chunked');
  return new Response(body, { status: response.status, headers });
}

/** Sends the head and half of the first piece of the body, or half the head when there is no body. */
async function sendHalf({ status, headers, body }: Response, outgoing: ServerResponse): Promise<void> {
  const reader = body?.getReader();
  const { value: piece } = (await reader?.read()) ?? {};
  reader?.releaseLock();
  await new Promise<unknown>((resolve) => {
    // The client may be gone.
    outgoing.once('close', resolve);
    if (!piece) return outgoing.socket?.write('HTTP/1.1 ', resolve);
    // No length: the connection ends before the last chunk.
    outgoing.writeHead(status, Object.fromEntries(headers));
    return outgoing.write(piece.subarray(0, piece.length / 2), resolve);
  });
}
