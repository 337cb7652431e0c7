import type { Handshake, OwnSessions } from '../core/Handshake.ts';
import type { SessionCore } from '../core/SessionCore.ts';

/** The parts of a session that an inbox uses to read the same messages at its own position. */
export interface InboxSource {
  readonly session: { readonly officeId: string; readonly agentName: string; readonly sessionId: string };
  readonly core: SessionCore;
  /** The sender of the session's messages. */
  readonly self: string;
  readonly handshake: Handshake;
  readonly ownSessions: OwnSessions;
  /** Returns the default folder of inboxes. */
  readonly inboxFolder: (() => string) | undefined;
}
