import type { Clock } from '../core/Clock.ts';

/** How many pieces are sent in a second, if the body is fast enough for that. */
const PIECES = 10;

/** Sends a body at a rate, by the emulator's clock. */
export function slowBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  bytesPerSecond: number,
  clock: Clock,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const left = new AbortController();
  const size = Math.max(1, Math.floor(bytesPerSecond / PIECES));
  let rest: Uint8Array<ArrayBuffer> = new Uint8Array();
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (rest.length === 0) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        rest = value;
      }
      const piece = rest.subarray(0, size);
      rest = rest.subarray(size);
      try {
        await clock.sleep((piece.length / bytesPerSecond) * 1000, left.signal);
      } catch {
        // The client has left.
        return;
      }
      controller.enqueue(piece);
    },
    async cancel(reason) {
      left.abort();
      await reader.cancel(reason);
    },
  });
}
