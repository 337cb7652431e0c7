/** An event of a stream that was skipped because it is larger than 1 MiB. */
export interface SkippedEvent {
  /** The event's name, if the server gave one. */
  event?: string;
  /** The event's own id, if the server gave one. The stream goes on behind it. */
  id?: string;
  /** The length of the event in characters, or of the part that came before its connection was closed. */
  size: number;
}
