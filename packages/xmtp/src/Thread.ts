import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { CallOptions } from './Conversation.ts';
import type { ServerDate } from './Opening.ts';

/** Where messages are read and written: the conversation of two, or a group. */
export interface Thread {
  /** The `Date` of the last response, if readable. */
  readonly serverDate?: ServerDate | undefined;
  /** Reads the newest `limit` messages, in the order in which the server gives them. */
  read(limit: number, options: CallOptions): Promise<XMTPMessage[]>;
  /** Posts one message. */
  post(content: string, options: CallOptions): Promise<void>;
  /** Whether a message is our own. */
  isOwn(message: XMTPMessage): boolean;
}
