import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';

/** A message to the agent. */
export interface AgentMessage extends XMTPMessage {
  /** The conversation that it is in; a group's id for a message to a group. */
  readonly conversationId: string;
  /** Whether it was written to a group. */
  readonly isGroup: boolean;
  /**
   * What was said in this conversation up to this message, oldest first, frames of the session protocol left out.
   *
   * @param limit - How many messages at the most. Default: 20.
   * @throws {@link OS1Error} when the server cannot be asked.
   */
  history(limit?: number): Promise<XMTPMessage[]>;
}
