import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';

/** A message to the agent. */
export interface AgentMessage extends XMTPMessage {
  /** The id of the conversation, or of the group for a message to a group. */
  readonly conversationId: string;
  /** Whether it is a message to a group. */
  readonly isGroup: boolean;
  /**
   * Reads this conversation up to this message, oldest first, without frames of the session protocol.
   *
   * @param limit - The maximum number of messages. Default: 20.
   * @throws {@link OS1Error} when the request fails.
   */
  history(limit?: number): Promise<XMTPMessage[]>;
}
