import type { ReceiverOptions } from '../receive/Receiver.ts';
import type { OutboxOptions } from '../send/Outbox.ts';
import type { Handshake } from './Handshake.ts';
import type { OwnSessions } from './OwnSessions.ts';

/** The internals of a session, for durable inboxes only. */
export interface SessionInternals {
  readonly common: Omit<OutboxOptions & ReceiverOptions, 'feed' | 'accepts'>;
  /** The sender of the session's messages. */
  readonly self: string;
  readonly handshake: Handshake;
  readonly ownSessions: OwnSessions;
  readonly onGap: (after: string, before: string) => void;
  readonly pageSize: number | undefined;
  /** Returns the default folder of inboxes. */
  readonly inboxFolder: (() => string) | undefined;
}

/** The internals of all sessions, shared between the entries of this package. */
export const internals: WeakMap<object, SessionInternals> = new WeakMap();
