import type { ServerSentEvent, StreamOptions } from '@mitosislabs/transport';
import type { SessionOptions } from '../session/SessionOptions.ts';

/** Opens the event stream of an office: `MessagesAPI.stream`. */
export type EventSource = (officeId: string, options?: StreamOptions) => AsyncIterable<ServerSentEvent>;

/** Options of a channel and its sessions. */
export interface ChannelOptions extends Omit<SessionOptions, 'onClose' | 'link'> {
  /**
   * Opens the event stream of an office, which announces messages sooner than polling finds them. All
   * sessions of an office share one stream; without one, they poll. Default: none.
   */
  events?: EventSource | undefined;
}
