/** One event of a `text/event-stream` (HTML standard, 9.2). */
export interface ServerSentEvent {
  /** The event's name; left out when the server gave none. */
  event?: string;
  /** The data lines, joined by line feeds. */
  data: string;
  /**
   * The last id that the server gave, with this event or an earlier one; left out when there is none. As `lastEventId` it
   * opens a stream that goes on behind this event.
   */
  id?: string;
}
