import type { OptionNames } from '@mitosislabs/auth/errors';
import type { OfficeConnection } from '../office/OfficeConnection.ts';
import type { SessionGap } from '../receive/SessionGap.ts';

/** Options of one session. */
export type OpenSessionOptions = Pick<SessionOptions, 'streaming' | 'onGap'>;

/** Options of a session. */
export interface SessionOptions {
  /** The sender: the agent's own name when signed in as an agent. Default: `admin-sdk`, which is a user. */
  agentId?: string | undefined;
  /**
   * Called when messages can no longer be read: so many came at once that the server returns only the newer ones. Also
   * called for an empty conversation without a negotiated session, if a round number of messages, 20 or more, came at
   * once: that may be the server's limit. Its errors are ignored. Default: a warning on the console.
   */
  onGap?: ((gap: SessionGap) => void) | undefined;
  /**
   * Whether to request streamed answers, which {@link XMTPSession.answers} shows as they come. Agents without support
   * answer as usual. Default: `false`.
   */
  streaming?: boolean | undefined;
  /** How many messages a poll asks for at first. It asks for more if that many are new. Default: 50. */
  pageSize?: number | undefined;
  /**
   * Returns the default folder of inbox positions. Default: `sessions` in the folder that
   * `MITOSIS_HOME` names, else in `~/.os1`.
   */
  inboxFolder?: (() => string) | undefined;
  /** Called once, when the session is closed. */
  onClose?: (() => void) | undefined;
  /** The connection that it shares with the other sessions of its office. Set by the channel. */
  connection?: OfficeConnection | undefined;
}

/** The names of the options of a group session. */
export const openGroupOptions: OptionNames<Pick<OpenSessionOptions, 'onGap'>> = { onGap: true };
/** The names of {@link OpenSessionOptions}. */
export const openSessionOptions: OptionNames<OpenSessionOptions> = { ...openGroupOptions, streaming: true };
/** The names of the options that a channel passes to its sessions. */
export const sharedOptions: OptionNames<Omit<SessionOptions, 'onClose' | 'connection'>> = {
  ...openSessionOptions,
  agentId: true,
  pageSize: true,
  inboxFolder: true,
};
/** The names of {@link SessionOptions}. */
export const sessionOptions: OptionNames<SessionOptions> = {
  ...sharedOptions,
  onClose: true,
  connection: true,
};
