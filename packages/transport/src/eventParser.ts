import { createParser } from 'eventsource-parser';
import { UnexpectedResponseError } from './errors/UnexpectedResponseError.ts';
import { lineSplitter } from './lineSplitter.ts';
import type { ServerSentEvent } from './ServerSentEvent.ts';
import type { StreamPosition } from './StreamPosition.ts';

/** The most data that one event may have, in characters: 1 MiB of plain text. */
const MAX_DATA = 2 ** 20;
/** No longer line fits into such an event. */
const MAX_LINE = MAX_DATA + 'data: '.length;

/** The bounds of what a server may ask for with `retry`, in ms. */
const MIN_RETRY_MS = 100;
const MAX_RETRY_MS = 60_000;

/**
 * Parses the `text/event-stream` of one connection (HTML standard, 9.2.6) as its bytes arrive. An event that is not
 * complete when they end is dropped, as the standard has it.
 *
 * The first event is left out if it is, id and all, the last one that was given out before: there are servers that
 * begin with `Last-Event-ID` and not behind it.
 *
 * @param position - Where the stream stands; ids and `retry` are written there.
 * @param url - For messages.
 * @returns what takes the bytes and gives the events that they complete. It throws {@link UnexpectedResponseError}
 * `event_too_large` behind the last event before one that is.
 */
export function eventParser(
  position: StreamPosition,
  url: string,
): (bytes: Uint8Array) => Generator<ServerSentEvent, void, undefined> {
  const decoder = new TextDecoder();
  const before = position.last;
  let ready: ServerSentEvent[] = [];
  let id = position.lastEventId;
  let isFirst = true;
  let isTooLarge = false;
  const parser = createParser({
    maxBufferSize: MAX_DATA,
    onError: ({ type }) => {
      isTooLarge ||= type === 'max-buffer-size-exceeded';
    },
    onRetry: (ms) => {
      position.retryMs = Math.min(Math.max(ms, MIN_RETRY_MS), MAX_RETRY_MS);
    },
    onEvent: ({ event, data, id: own }) => {
      const isReplay = isFirst && own && own === before?.id && data === before.data && event === before.event;
      isFirst = false;
      if (isReplay) return;
      position.last = { ...(event !== undefined && { event }), data, ...(id !== '' && { id }) };
      ready.push(position.last);
    },
  });
  // The decoder takes away the byte order mark; the parser would look for one more in its first piece.
  parser.feed('');
  // The parser forgets ids from one event to the next, and those of blocks without data: so it gets one line at a time.
  const split = lineSplitter((line) => {
    isTooLarge ||= line.length > MAX_LINE;
    if (isTooLarge) return;
    const field = line.startsWith('id') && /^id(?:$|: ?([^\0]*)$)/.exec(line);
    if (field) id = field[1] ?? '';
    // An id counts from the end of its block on: a block that was cut off comes again.
    if (line === '') position.lastEventId = id;
    parser.feed(`${line}\n`);
  });
  return function* parse(bytes) {
    isTooLarge = split(decoder.decode(bytes, { stream: true })) > MAX_LINE || isTooLarge;
    const events = ready;
    ready = [];
    yield* events;
    if (!isTooLarge) return;
    throw new UnexpectedResponseError(
      200,
      `The server sent an event of more than ${MAX_DATA} characters: GET ${url}.`,
      'event_too_large',
      { method: 'GET', url, outcome: 'unknown', hint: 'Large things belong into files; send their names.' },
    );
  };
}
