import { withCaller } from '@mitosislabs/auth/errors';
import type { Call } from '../call/Call.ts';
import { BODILESS, type WireResponse } from '../wire/Wire.ts';

/** The methods of `Response` that read it whole. */
const READERS = ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'] as const;

/** Creates a standard `Response`, whose body is still to come. */
export function toResponse({ status, headers, body }: WireResponse, call: Call): Response {
  if (BODILESS.has(status)) {
    call.deadline.close();
    return new Response(null, { status, headers: { ...headers } });
  }
  const chunks = body[Symbol.asyncIterator]();
  let failure: unknown;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          failure = error;
          throw error;
        }
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
  const response = new Response(stream, { status, headers: { ...headers } });
  // Chromium rejects with `TypeError: Failed to fetch`, whatever the body failed with.
  for (const name of READERS) {
    const read: unknown = Reflect.get(response, name);
    if (typeof read !== 'function') continue;
    const value = async (): Promise<unknown> => {
      const caller = new Error();
      try {
        return await read.call(response);
      } catch (error) {
        throw withCaller(failure ?? error, caller);
      }
    };
    Object.defineProperty(response, name, { value });
  }
  return response;
}
