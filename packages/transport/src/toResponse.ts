import type { Call } from './Call.ts';
import type { WireResponse } from './Wire.ts';

/** Statuses that a `Response` must have no body with. */
const BODILESS = new Set([101, 204, 205, 304]);

/** The answer as a standard `Response`, its body still to come. */
export function toResponse({ status, headers, body }: WireResponse, call: Call): Response {
  if (BODILESS.has(status)) {
    call.deadline.close();
    return new Response(null, { status, headers: { ...headers } });
  }
  const chunks = body[Symbol.asyncIterator]();
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { status, headers: { ...headers } });
}
