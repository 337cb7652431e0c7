import type { SessionOptions } from './SessionOptions.ts';

/** How the sessions of a channel behave. */
export type ChannelOptions = Omit<SessionOptions, 'onClose'>;
