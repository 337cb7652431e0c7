import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { ServerSentEvent } from './ServerSentEvent.ts';

/**
 * Parses a `text/event-stream` (HTML standard, 9.2.6) as its bytes arrive.
 *
 * @param body - The stream; it is cancelled when the loop is left.
 * @param onRead - Called before and after each wait for more bytes, to run an idle timer.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onRead: { start(): void; end(): void },
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const ready: ServerSentEvent[] = [];
  const parser = createParser({ onEvent: (event) => ready.push(toEvent(event)) });
  try {
    for (;;) {
      onRead.start();
      const { done, value } = await reader.read();
      onRead.end();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* ready.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function toEvent({ event, data, id }: EventSourceMessage): ServerSentEvent {
  return { ...(event !== undefined && { event }), data, ...(id !== undefined && { id }) };
}
