import type { ServerSentEvent } from '@mitosislabs/transport';

/** Reads a stream until `isLast` says so, then leaves it. */
export async function collect(
  stream: AsyncIterable<ServerSentEvent>,
  isLast: (event: ServerSentEvent, events: ServerSentEvent[]) => boolean,
): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of stream) {
    events.push(event);
    if (isLast(event, events)) break;
  }
  return events;
}
