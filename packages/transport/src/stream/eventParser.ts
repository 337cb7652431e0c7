import type { ServerSentEvent, SkippedEvent } from '../options/ServerSentEvent.ts';

/** The most data that one event may have, in characters: 1 MiB of plain text. */
const MAX_DATA = 2 ** 20;
/** A longer line cannot belong to such an event. */
const MAX_LINE = MAX_DATA + 'data: '.length;
/** The most characters of one event to skip before the connection is closed: 64 MiB of plain text. */
export const MAX_SKIPPED = 64 * MAX_DATA;
/** The same limit, on a connection that begins with an event that was abandoned before its id came. */
const MAX_SKIPPED_AGAIN = 256 * MAX_DATA;
/** Longer ids are ignored: a server refuses a request whose `Last-Event-ID` does not fit into its headers. */
const MAX_ID = 1_024;
/** The ids that a header can carry. */
const ID = /^[\t\u0020-\u007e\u0080-\uffff]*$/;

/** The bounds of what a server may ask for with `retry`, in ms. */
const MIN_RETRY_MS = 100;
const MAX_RETRY_MS = 60_000;

/** The state of a stream across its connections. The parser of each connection updates it. */
export interface StreamPosition {
  /** The id of the last complete block, with data or without; empty when there is none. */
  lastEventId: string;
  /** The delay before the next connection that the server asked for last, in ms. */
  retryMs: number;
  /** The last event that was returned. */
  last?: ServerSentEvent;
  /** Whether it is before an event without an end or id: the next connection may begin with that event again. */
  isBeforeEndless?: boolean;
}

/** The items of a stream, in order. */
export type ParsedEvent =
  | { readonly event: ServerSentEvent; readonly skipped?: never }
  | { readonly event?: never; readonly skipped: SkippedEvent };

/** Parses one connection. */
export interface EventParser {
  /** Feeds bytes, and returns the events that they complete. */
  feed(bytes: Uint8Array): ParsedEvent[];
  /** Whether an event seems endless: nothing more is read from this connection. */
  readonly isStuck: boolean;
}

/** Whether `id` can be sent back as `Last-Event-ID`. */
export function isSendable(id: string): boolean {
  return ID.test(id);
}

/**
 * Parses the `text/event-stream` of one connection (HTML standard, 9.2.6) as its bytes arrive. An event that is not
 * complete when they end is dropped, as the standard has it.
 *
 * - An event of more than 1 MiB is skipped and not buffered; the position moves behind it. One of more than 64 MiB
 *   may be endless: the connection is stuck, and the position moves behind the event if its id came first. If not, the
 *   next connection skips up to 256 MiB.
 * - An id that no header can carry, or that is longer than 1,024 characters, is ignored.
 * - The first event is dropped if it equals the last one returned, id included: some servers begin with
 *   `Last-Event-ID` and not after it.
 *
 * @param position - Where the stream stands; ids and `retry` are written there.
 */
export function eventParser(position: StreamPosition): EventParser {
  const decoder = new TextDecoder();
  const before = position.last;
  const maxSkipped = position.isBeforeEndless ? MAX_SKIPPED_AGAIN : MAX_SKIPPED;
  let ready: ParsedEvent[] = [];
  let id = position.lastEventId;
  let isFirst = true;
  let isStuck = false;
  // The current block.
  let data: string | undefined;
  let event = '';
  let ownId: string | undefined;
  let isTooLarge = false;
  let size = 0;

  const skip = (length: number): void => {
    isFirst = false;
    ready.push({ skipped: { ...(event && { event }), ...(ownId && { id: ownId }), size: length } });
  };
  const dispatch = (text: string): void => {
    const isReplay =
      isFirst && ownId && ownId === before?.id && text === before.data && event === (before.event ?? '');
    isFirst = false;
    if (isReplay) return;
    position.last = { ...(event && { event }), data: text, ...(id && { id }) };
    ready.push({ event: position.last });
  };
  const readBlockEnd = (): void => {
    // An id counts from the end of its block on: a block that was cut off comes again.
    position.lastEventId = id;
    // The previous connection has reported that one.
    const isReported = position.isBeforeEndless && size > MAX_SKIPPED;
    if (isTooLarge && !isReported) skip(size);
    else if (!isTooLarge && data !== undefined) dispatch(data);
    if (isTooLarge || data !== undefined) position.isBeforeEndless = false;
    data = undefined;
    event = '';
    ownId = undefined;
    isTooLarge = false;
    size = 0;
  };
  const readData = (value: string, isCut: boolean): void => {
    const length = value.length + (data === undefined ? 0 : data.length + 1);
    isTooLarge ||= isCut || length > MAX_DATA;
    if (isTooLarge) data = undefined;
    else data = data === undefined ? copy(value) : `${data}\n${copy(value)}`;
  };
  const split = lineSplitter(MAX_LINE, (line, length) => {
    if (isStuck) return;
    if (line === '') return readBlockEnd();
    const colon = line.indexOf(':');
    if (colon === 0) return;
    size += length + 1;
    isStuck = size > maxSkipped;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    const isCut = length > line.length;
    if (name === 'data') readData(value, isCut);
    else if (name === 'event') {
      isTooLarge ||= isCut;
      event = isCut ? '' : copy(value);
    } else if (name === 'id') {
      if (value.length > MAX_ID || !isSendable(value)) return;
      ownId = copy(value);
      id = ownId;
    } else if (name === 'retry' && /^\d+$/.test(value)) {
      position.retryMs = Math.min(Math.max(Number(value), MIN_RETRY_MS), MAX_RETRY_MS);
    }
  });

  return {
    feed(bytes) {
      if (isStuck) return [];
      const waiting = split(decoder.decode(bytes, { stream: true }));
      isStuck ||= size + waiting > maxSkipped;
      if (isStuck) {
        position.lastEventId = id;
        // Reported once, although the next connection may begin with the same event.
        if (ownId || !position.isBeforeEndless) skip(size + waiting);
        position.isBeforeEndless = !ownId;
      }
      const events = ready;
      ready = [];
      return events;
    },
    get isStuck() {
      return isStuck;
    },
  };
}

/**
 * Cuts text that comes in pieces into lines, which end in a line feed, a carriage return, or both. Linear in the length
 * of the text, however it is cut into pieces. Keeps only the beginning of a line that is too long.
 *
 * @param maxLength - The most characters to keep of a line.
 * @param onLine - Called with each line, without its end, and the line's full length.
 * @returns a function that takes the pieces, and returns the length of the unfinished line.
 */
function lineSplitter(
  maxLength: number,
  onLine: (line: string, length: number) => void,
): (text: string) => number {
  let line = '';
  let length = 0;
  let afterReturn = false;
  const append = (text: string): void => {
    length += text.length;
    if (line.length < maxLength) line += text.slice(0, maxLength - line.length);
  };
  return (text) => {
    if (text === '') return length;
    const piece = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    afterReturn = text.endsWith('\r');
    const [first = '', ...rest] = piece.split(piece.includes('\r') ? /\r\n?|\n/ : '\n');
    append(first);
    for (const next of rest) {
      onLine(line, length);
      line = '';
      length = 0;
      append(next);
    }
    return length;
  };
}

/** Copies a text: engines keep the entire string that a slice was cut from. */
function copy(text: string): string {
  return ` ${text}`.slice(1);
}
