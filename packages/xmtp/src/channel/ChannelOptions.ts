import type { OptionNames } from '@mitosislabs/auth/errors';
import type { EventSource } from '../office/OfficeEvents.ts';
import { type SessionOptions, sharedOptions } from '../session/SessionOptions.ts';

/** Options of a channel and its sessions. */
export interface ChannelOptions extends Omit<SessionOptions, 'onClose' | 'connection'> {
  /**
   * Opens the event stream of an office, which announces messages sooner than polling finds them. All
   * sessions of an office share one stream; without one, they poll. Default: none.
   */
  events?: EventSource | undefined;
}

/** The names of {@link ChannelOptions}. */
export const channelOptions: OptionNames<ChannelOptions> = { ...sharedOptions, events: true };
