import type { SessionOptions } from '../session/SessionOptions.ts';
import type { EventSource } from './OfficeEvents.ts';

/** Options of a channel and its sessions. */
export interface ChannelOptions extends Omit<SessionOptions, 'onClose' | 'connection'> {
  /**
   * Opens the event stream of an office, which announces messages sooner than polling finds them. All
   * sessions of an office share one stream; without one, they poll. Default: none.
   */
  events?: EventSource | undefined;
}
