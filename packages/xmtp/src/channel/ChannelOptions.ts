import type { ServerSentEvent, StreamOptions } from '@mitosislabs/transport';
import type { SessionOptions } from '../session/SessionOptions.ts';

/** Opens the event stream of an office: `MessagesAPI.stream`. */
export type EventSource = (officeId: string, options?: StreamOptions) => AsyncIterable<ServerSentEvent>;

/** How the sessions of a channel behave. */
export interface ChannelOptions extends Omit<SessionOptions, 'onClose' | 'link'> {
  /**
   * Opens the event stream of an office, which tells of messages sooner than looking does. One stream serves all sessions
   * of an office; where there is none, they look. Default: none.
   */
  events?: EventSource | undefined;
}
