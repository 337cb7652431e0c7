import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Clock } from '../core/Clock.ts';
import type { Delay, Fault } from '../core/Faults.ts';
import { ApiError } from '../errors.ts';

/** The response of a fault that refuses its request. */
export function refusalOf(fault: Fault): ApiError | undefined {
  const { status, retryAfter } = typeof fault === 'number' ? { status: fault } : partsOf(fault);
  if (status === undefined) return undefined;
  const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  return new ApiError(
    status,
    'fault',
    `A fault of the emulator refused this request with ${status}.`,
    headers,
  );
}

/** The delays of a fault, in ms. */
export function delayOf(fault: Fault): Required<Delay> {
  const { workMs = 0, responseMs = 0 } = partsOf(fault);
  return { workMs, responseMs };
}

/** Applies a fault to a finished response, and returns the response that is left to send. */
export async function applyFault(
  response: Response,
  fault: Fault,
  outgoing: ServerResponse,
  clock: Clock,
): Promise<Response> {
  const { responseMs } = delayOf(fault);
  if (responseMs > 0) await clock.sleep(responseMs);
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
    // The client may be gone.
    outgoing.once('close', resolve);
    if (!piece) return outgoing.socket?.write('HTTP/1.1 ', resolve);
    // No length: the connection ends before the last chunk.
    outgoing.writeHead(status, Object.fromEntries(headers));
    return outgoing.write(piece.subarray(0, piece.length / 2), resolve);
  });
}

function partsOf(fault: Fault): { status?: number; retryAfter?: number } & Delay {
  return typeof fault === 'object' ? fault : {};
}
