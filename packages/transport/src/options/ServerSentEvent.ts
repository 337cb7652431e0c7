/** One event of a `text/event-stream` (HTML standard, 9.2). */
export interface ServerSentEvent {
  /** The event's name; left out when the server gave none. */
  event?: string;
  /** The data lines, joined by line feeds. */
  data: string;
  /**
   * The last id that the server gave, with this event or an earlier one; left out when there is none. Pass it as
   * `lastEventId` to open a stream that continues after this event.
   */
  id?: string;
}

/** An event of a stream that was skipped because it is larger than 1 MiB. */
export interface SkippedEvent {
  /** The event's name, if the server gave one. */
  event?: string;
  /** The event's own id, if the server gave one. The stream continues after it. */
  id?: string;
  /** The length of the event in characters, or of the part that came before its connection was closed. */
  size: number;
}
