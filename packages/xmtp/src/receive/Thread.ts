import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { CallOptions } from './Conversation.ts';
import type { ClockOffset } from './ServerTime.ts';

/** Where messages are read and written: the conversation of two, or a group. */
export interface Thread {
  /** How far the server's clock is ahead, where its answers tell. */
  readonly serverOffset?: ClockOffset | undefined;
  /** Reads the newest `limit` messages, in the order in which the server gives them. */
  read(limit: number, options: CallOptions): Promise<XMTPMessage[]>;
  /** Posts one message. */
  post(content: string, options: CallOptions): Promise<void>;
  /** Whether a message is our own. */
  isOwn(message: XMTPMessage): boolean;
}
