import { createParser } from 'eventsource-parser';
import { lineSplitter } from './lineSplitter.ts';
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
  let lastId = '';
  const parser = createParser({
    onEvent: ({ event, data }) =>
      ready.push({ ...(event !== undefined && { event }), data, ...(lastId !== '' && { id: lastId }) }),
  });
  // The parser forgets ids from one event to the next, and those of blocks without data: so it gets one line at a time.
  const feed = lineSplitter((line) => {
    const id = /^id(?:$|: ?([^\0]*)$)/.exec(line);
    if (id) lastId = id[1] ?? '';
    parser.feed(`${line}\n`);
  });
  try {
    for (;;) {
      onRead.start();
      const { done, value } = await reader.read();
      onRead.end();
      if (done) return;
      feed(decoder.decode(value, { stream: true }));
      yield* ready.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
