import type { ReceiverOptions } from '../receive/Receiver.ts';
import type { OutboxOptions } from '../send/Outbox.ts';
import type { Handshake } from './Handshake.ts';
import type { OwnSessions } from './OwnSessions.ts';

/** What a durable inbox needs of a session, and nobody else. */
export interface SessionInternals {
  readonly common: Omit<OutboxOptions & ReceiverOptions, 'feed' | 'accepts'>;
  /** Who is talking to the agent. */
  readonly self: string;
  readonly handshake: Handshake;
  readonly ownSessions: OwnSessions;
  readonly onGap: (after: string, before: string) => void;
  readonly pageSize: number | undefined;
  /** Returns the default folder of inboxes. */
  readonly inboxFolder: (() => string) | undefined;
}

/** What the entries of this package know of each other's sessions. */
export const internals: WeakMap<object, SessionInternals> = new WeakMap();
