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
   * Called when messages can no longer be read: so many came at once that the server returns only the newer ones. In a
   * conversation that was empty, and where no session was negotiated before they came, also when that cannot be told from
   * a server's limit: a round number of them, 20 or more. Its errors are ignored. Default: a warning on the console.
   */
  onGap?: ((gap: SessionGap) => void) | undefined;
  /**
   * Whether the agent is asked for answers that grow, which {@link XMTPSession.answers} shows as they come.
   * Agents that do not support it answer as usual. Default: `false`.
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

export const openGroupOptions: OptionNames<Pick<OpenSessionOptions, 'onGap'>> = { onGap: true };
export const openSessionOptions: OptionNames<OpenSessionOptions> = { ...openGroupOptions, streaming: true };
export const sharedOptions: OptionNames<Omit<SessionOptions, 'onClose' | 'connection'>> = {
  ...openSessionOptions,
  agentId: true,
  pageSize: true,
  inboxFolder: true,
};
export const sessionOptions: OptionNames<SessionOptions> = {
  ...sharedOptions,
  onClose: true,
  connection: true,
};
