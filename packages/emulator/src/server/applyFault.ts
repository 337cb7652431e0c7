import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { ApiError } from '../ApiError.ts';
import type { Clock } from '../core/Clock.ts';
import type { Delay, Fault } from '../core/Faults.ts';

/** The answer to a request that a fault refuses, if it does. */
export function refusalOf(fault: Fault | undefined): ApiError | undefined {
  const { status, retryAfter } = typeof fault === 'number' ? { status: fault } : partsOf(fault);
  if (status === undefined) return undefined;
  const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  return new ApiError(status, 'fault', `The emulator was told to answer ${status}.`, headers);
}

/** How long a fault makes the work and the answer take. */
export function delayOf(fault: Fault | undefined): Required<Delay> {
  const { workMs = 0, answerMs = 0 } = partsOf(fault);
  return { workMs, answerMs };
}

/** Does to the answer of a request that has been done what its fault says, and returns what is left to send. */
export async function breakAnswer(
  response: Response,
  fault: Fault | undefined,
  outgoing: ServerResponse,
  clock: Clock,
): Promise<Response> {
  const { answerMs } = delayOf(fault);
  if (answerMs > 0) await clock.sleep(answerMs);
  if (fault !== 'drop' && fault !== 'cut') return response;
  if (fault === 'cut') await sendHalf(response, outgoing);
  await response.body?.cancel();
  outgoing.socket?.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Sends the head and half of the first piece of the body, or half the head when there is no body. */
async function sendHalf({ status, headers, body }: Response, outgoing: ServerResponse): Promise<void> {
  const reader = body?.getReader();
  const { value: piece } = (await reader?.read()) ?? {};
  reader?.releaseLock();
  await new Promise<unknown>((resolve) => {
    // Nobody waits for an answer whose client has gone.
    outgoing.once('close', resolve);
    if (!piece) return outgoing.socket?.write('HTTP/1.1 ', resolve);
    // No length: the connection ends before the last chunk.
    outgoing.writeHead(status, Object.fromEntries(headers));
    return outgoing.write(piece.subarray(0, piece.length / 2), resolve);
  });
}

function partsOf(fault: Fault | undefined): { status?: number; retryAfter?: number } & Delay {
  return typeof fault === 'object' ? fault : {};
}
